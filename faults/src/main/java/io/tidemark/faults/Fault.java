package io.tidemark.faults;

import java.time.Duration;
import java.util.Locale;

/** A fault that the suite can inject. */
public sealed interface Fault {

  /** {@code kill -9}; a new process starts immediately. */
  record KillTracker() implements Fault {}

  /** A process that is stopped for longer than its leases. */
  record FreezeTracker(Duration length) implements Fault {}

  /** A process that gets a fifth of its CPU time, which resembles a blocked event loop. */
  record StutterTracker(Duration length) implements Fault {}

  /** A process that is isolated from both stores for longer than its leases. */
  record CutOff(Duration length) implements Fault {}

  /** A process that is restarted with a clock that is ahead. */
  record ClockAhead(Duration ahead) implements Fault {}

  record RestartPostgres(Duration away) implements Fault {}

  /** {@code kill -9} of its main process. */
  record KillPostgres(Duration away) implements Fault {}

  /** All connections are terminated, some during a commit. */
  record CutConnections() implements Fault {}

  /** All remaining connections of the database are taken. */
  record ExhaustConnections(Duration length) implements Fault {}

  /** A writer that is idle in a transaction, and long-running readers. */
  record HoldTransactions(Duration length) implements Fault {}

  /** A central table is locked, so that all pooled connections wait for it. */
  record ExhaustPools(Duration length) implements Fault {}

  /** All processes are isolated on the event bus, and all reach the stores. */
  record CutBus(Duration length) implements Fault {}

  record FlushRedis() implements Fault {}

  /** {@code kill -9}; data that was not persisted is lost. */
  record KillRedis(Duration away) implements Fault {}

  record UpstreamFault(Kind kind, Duration length) implements Fault {
    /** The response to all calls. */
    enum Kind {
      SERVER_ERRORS,
      TIMEOUTS,
      RESETS,
      GARBAGE,
      TOO_MANY_REQUESTS
    }
  }

  /** A short period with ten times as many deliveries. */
  record Burst(Duration length) implements Fault {}

  /** Deliveries with valid and malformed tweets. */
  record PoisonTweets() implements Fault {}

  /**
   * Another session reads the history in a transaction while retention detaches a day, and the
   * session of retention is terminated.
   *
   * @param length duration of the transaction after that
   */
  record ForeignReader(Duration length) implements Fault {}

  /** Redis is restored to an earlier state while a whole budget is being spent. */
  record RestoreRedis() implements Fault {}

  /** The name in reports. */
  default String label() {
    return this instanceof UpstreamFault entry
        ? "upstream " + entry.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        : getClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toLowerCase(Locale.ROOT);
  }

  /** Whether no process can poll and record a lot during the fault. */
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

  /** Whether responses that a process has received may be lost. */
  default boolean losesResponses() {
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
