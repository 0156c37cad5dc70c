package io.tidemark.faults;

import java.time.Duration;
import java.util.Locale;

/** Something that goes wrong. */
public sealed interface Fault {

  /** {@code kill -9}; a new process takes its place at once. */
  record KillTracker() implements Fault {}

  /** A process that the system does not run at all, for longer than its leases. */
  record FreezeTracker(Duration length) implements Fault {}

  /** A process that gets a fifth of its time: what a full event loop looks like from outside. */
  record StutterTracker(Duration length) implements Fault {}

  /** A process whose packets to and from both stores get lost, for longer than its leases. */
  record CutOff(Duration length) implements Fault {}

  /** A process that was told to stop, and comes back with a clock that is ahead. */
  record ClockAhead(Duration ahead) implements Fault {}

  record RestartPostgres(Duration away) implements Fault {}

  /** {@code kill -9} of its main process. */
  record KillPostgres(Duration away) implements Fault {}

  /** Every connection is cut, whatever it is doing: some of them commit. */
  record CutConnections() implements Fault {}

  /** Others take all the connections that the database has left. */
  record ExhaustConnections(Duration length) implements Fault {}

  /** A writer that is idle in its transaction, and readers that take long. */
  record HoldTransactions(Duration length) implements Fault {}

  /** A table that everybody needs is locked: all connections of all pools come to wait for it. */
  record ExhaustPools(Duration length) implements Fault {}

  /** No process reaches another over the event bus; all reach the stores. */
  record CutBus(Duration length) implements Fault {}

  record FlushRedis() implements Fault {}

  /** {@code kill -9}, with what was not yet written to its file lost. */
  record KillRedis(Duration away) implements Fault {}

  record UpstreamFault(Kind kind, Duration length) implements Fault {
    /** What all calls are answered with. */
    enum Kind {
      SERVER_ERRORS,
      TIMEOUTS,
      RESETS,
      GARBAGE,
      TOO_MANY_REQUESTS
    }
  }

  /** Ten times as many deliveries as usual, for a moment. */
  record Burst(Duration length) implements Fault {}

  /** Deliveries that hold, beside good tweets, such as cannot be read or kept as they are. */
  record PoisonTweets() implements Fault {}

  /**
   * Another session reads the history in a transaction while retention detaches a day of it, and
   * the session of retention is cut meanwhile.
   *
   * @param length how long it reads on after that
   */
  record ForeignReader(Duration length) implements Fault {}

  /** Redis comes back with the data of a moment ago, while a whole budget is asked for. */
  record RestoreRedis() implements Fault {}

  /** What it is called in reports. */
  default String label() {
    return this instanceof UpstreamFault entry
        ? "upstream " + entry.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        : getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
  }

  /** Whether no lot can be polled and recorded meanwhile, by any pod. */
  default boolean stopsAll() {
    return switch (this) {
      case RestartPostgres restart -> true;
      case KillPostgres kill -> true;
      case ExhaustConnections exhaust -> true;
      case UpstreamFault entry -> true;
      case KillTracker kill -> false;
      case FreezeTracker freeze -> false;
      case StutterTracker stutter -> false;
      case CutOff cut -> false;
      case ClockAhead ahead -> false;
      case CutConnections cut -> false;
      case HoldTransactions hold -> false;
      case ExhaustPools exhaust -> true;
      case CutBus cut -> false;
      case FlushRedis flush -> false;
      case KillRedis kill -> false;
      case Burst burst -> false;
      case PoisonTweets poison -> false;
      case ForeignReader reader -> false;
      case RestoreRedis restore -> true;
    };
  }

  /** Whether what a pod has just been told by a platform may be lost with it. */
  default boolean losesAnswers() {
    return switch (this) {
      case KillTracker kill -> true;
      case FreezeTracker freeze -> true;
      case StutterTracker stutter -> true;
      case CutOff cut -> true;
      case RestartPostgres restart -> true;
      case KillPostgres kill -> true;
      case CutConnections cut -> true;
      case ExhaustConnections exhaust -> true;
      case UpstreamFault entry -> true;
      case ClockAhead ahead -> false;
      case HoldTransactions hold -> false;
      case ExhaustPools exhaust -> true;
      case CutBus cut -> false;
      case FlushRedis flush -> false;
      case KillRedis kill -> false;
      case Burst burst -> false;
      case PoisonTweets poison -> false;
      case ForeignReader reader -> false;
      case RestoreRedis restore -> false;
    };
  }
}
