package io.tidemark.tracker.sweeps;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.JobResult;
import io.tidemark.runs.RunStatus;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.sweeps.SyncLogs.Entry;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.upstream.CallFailure.RetryAt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes the result of a step and moves the sweep's timer in the same transaction. A step whose
 * claim was taken over by another process writes nothing and fails. Runs on a virtual thread.
 */
final class SweepProgressWriter {

  /** How long a sweep waits after a failure that names no retry time. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** How often a DAO may fail for a transient reason within one sweep. */
  static final int MOST_ATTEMPTS = 3;

  /** Shorter waits, such as the pause between two requests, are not logged. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final WorldClock clock;

  SweepProgressWriter(WorldClock clock) {
    this.clock = clock;
  }

  /** Runs {@code work} in the transaction that makes the next step due at once. */
  void goOn(SweepCall call, Function<SqlConnection, Future<Void>> work) {
    complete(
        call,
        new JobResult.RetryAt(clock.instant(), "the next step"),
        transaction ->
            SweepRepository.continues(transaction, call.sweep().id(), call.requests().get())
                .compose(counted -> work.apply(transaction)));
  }

  /**
   * Puts the sweep off until the retry time. The same reason is logged once, a short wait not at
   * all.
   */
  void wait(SweepCall call, RetryAt retry) {
    wait(call, retry, false);
  }

  /** As {@link #wait}; the sweep then starts a new batch of requests. */
  void waitForNextBatch(SweepCall call, RetryAt retry) {
    wait(call, retry, true);
  }

  private void wait(SweepCall call, RetryAt retry, boolean newBatch) {
    Sweep sweep = call.sweep();
    Instant until = retry.at();
    String why = retry.why();
    boolean isShort = until.isBefore(clock.instant().plus(SHORT));
    int requests = call.requests().get();
    Level level = retry.isCredential() ? Level.ERROR : Level.INFO;
    var data = new JsonObject().put("until", until.toString());
    complete(
        call,
        new JobResult.RetryAt(until, why),
        transaction ->
            isShort
                ? SweepRepository.continues(transaction, sweep.id(), requests)
                : SweepRepository.waits(transaction, sweep.id(), requests, until, why, newBatch)
                    .compose(
                        waiting ->
                            why.equals(sweep.waitingReason())
                                ? Future.succeededFuture()
                                : log(
                                    transaction,
                                    sweep,
                                    null,
                                    level,
                                    "The sweep waits: " + why,
                                    data)));
  }

  /** Ends the sweep and records its statistics. */
  void end(SweepCall call, RunStatus status, String message, SweepItems.Tally tally) {
    Sweep sweep = call.sweep();
    int requests = call.requests().get();
    var data =
        new JsonObject()
            .put("status", status.word())
            .put("swept", tally.done())
            .put("failed", tally.failed())
            .put("not_reached", tally.pending());
    Level level =
        switch (status) {
          case COMPLETED, CANCELLED -> Level.INFO;
          case PARTIAL -> Level.WARN;
          case PENDING, RUNNING, WAITING, FAILED, BUDGET_EXHAUSTED -> Level.ERROR;
        };
    complete(
        call,
        new JobResult.Done(),
        transaction ->
            SweepRepository.end(transaction, sweep.id(), requests, status, message, clock.instant())
                .compose(ended -> log(transaction, sweep, null, level, message, data))
                .compose(logged -> leftOut(transaction, sweep))
                .compose(logged -> SyncStats.record(transaction, sweep.id())));
  }

  /**
   * Logs the DAOs that were left out on purpose: disabled, or without a handle, since the sweep
   * began.
   */
  private Future<Void> leftOut(SqlConnection transaction, Sweep sweep) {
    return SweepItems.leftOut(transaction, sweep.id())
        .compose(
            slugs ->
                SyncLogs.write(
                    transaction,
                    slugs.stream()
                        .map(
                            slug ->
                                new Entry(
                                    sweep.id(),
                                    slug,
                                    Level.INFO,
                                    "It was disabled, or lost its handle, before its turn ended",
                                    new JsonObject(),
                                    clock.instant()))
                        .toList()));
  }

  private static void complete(
      SweepCall call, JobResult result, Function<SqlConnection, Future<Void>> work) {
    call.job().complete(transaction -> work.apply(transaction).map(result)).await();
  }

  /** Fails a DAO's item and logs the error. */
  Future<Void> fail(SqlConnection transaction, Sweep sweep, SweepItem item, String why) {
    var data = new JsonObject().put("handle", item.handle()).put("pages", item.pages());
    return SweepItems.failed(transaction, sweep.id(), item.dao(), why)
        .compose(failed -> log(transaction, sweep, item.slug(), Level.ERROR, why, data));
  }

  /** As {@link #fail}; the next sweep looks the DAO's account up again. */
  Future<Void> failAndForget(SqlConnection transaction, Sweep sweep, SweepItem item, String why) {
    return fail(transaction, sweep, item, why)
        .compose(failed -> Daos.forgetAccount(transaction, item.dao(), item.userId()));
  }

  /** Retries a DAO after all others, or fails it after {@link #MOST_ATTEMPTS} attempts. */
  Future<Void> postpone(SqlConnection transaction, Sweep sweep, SweepItem item, String why) {
    if (item.attempts() + 1 >= MOST_ATTEMPTS) {
      return fail(transaction, sweep, item, why);
    }
    Instant retryAt = clock.instant().plus(AFTER_FAILURE);
    var data =
        new JsonObject().put("attempt", item.attempts() + 1).put("retry_at", retryAt.toString());
    return SweepItems.postponed(transaction, sweep.id(), item.dao(), retryAt)
        .compose(postponed -> log(transaction, sweep, item.slug(), Level.WARN, why, data));
  }

  /** Writes a line of the sweep's log. */
  Future<Void> log(
      SqlConnection transaction,
      Sweep sweep,
      @Nullable String daoSlug,
      Level level,
      String message,
      JsonObject data) {
    return SyncLogs.write(
        transaction,
        List.of(new Entry(sweep.id(), daoSlug, level, message, data, clock.instant())));
  }
}
