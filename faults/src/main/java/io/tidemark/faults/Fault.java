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

  /** What a fault does to polls while it lasts. */
  enum Effect {
    /** Polls go on. */
    NONE,
    /** No process can poll and record a lot. */
    STOPS_ALL,
    /** Responses that a process has received may be lost. */
    LOSES_RESPONSES,
    STOPS_ALL_AND_LOSES_RESPONSES
  }

  private Effect effect() {
    return switch (this) {
      case KillTracker kill -> Effect.LOSES_RESPONSES;
      case FreezeTracker freeze -> Effect.LOSES_RESPONSES;
      case StutterTracker stutter -> Effect.LOSES_RESPONSES;
      case CutOff cut -> Effect.LOSES_RESPONSES;
      case CutConnections cut -> Effect.LOSES_RESPONSES;
      case RestartPostgres restart -> Effect.STOPS_ALL_AND_LOSES_RESPONSES;
      case KillPostgres kill -> Effect.STOPS_ALL_AND_LOSES_RESPONSES;
      case ExhaustConnections exhaust -> Effect.STOPS_ALL_AND_LOSES_RESPONSES;
      case ExhaustPools exhaust -> Effect.STOPS_ALL_AND_LOSES_RESPONSES;
      case UpstreamFault entry -> Effect.STOPS_ALL_AND_LOSES_RESPONSES;
      case RestoreRedis restore -> Effect.STOPS_ALL;
      case ClockAhead ahead -> Effect.NONE;
      case HoldTransactions hold -> Effect.NONE;
      case CutBus cut -> Effect.NONE;
      case FlushRedis flush -> Effect.NONE;
      case KillRedis kill -> Effect.NONE;
      case Burst burst -> Effect.NONE;
      case PoisonTweets poison -> Effect.NONE;
      case ForeignReader reader -> Effect.NONE;
    };
  }

  /** Whether no process can poll and record a lot during the fault. */
  default boolean stopsAll() {
    return effect() == Effect.STOPS_ALL || effect() == Effect.STOPS_ALL_AND_LOSES_RESPONSES;
  }

  /** Whether responses that a process has received may be lost. */
  default boolean losesResponses() {
    return effect() == Effect.LOSES_RESPONSES || effect() == Effect.STOPS_ALL_AND_LOSES_RESPONSES;
  }
}
