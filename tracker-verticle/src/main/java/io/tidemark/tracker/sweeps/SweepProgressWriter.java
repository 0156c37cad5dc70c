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
 * claim was taken over by another process writes nothing.
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
  Future<Void> goOn(SweepCall call, Function<SqlConnection, Future<Void>> work) {
    return complete(
        call,
        new JobResult.RetryAt(clock.instant(), "the next step"),
        transaction ->
            SweepRepository.goesOn(transaction, call.sweep().id(), call.requests().get())
                .compose(going -> work.apply(transaction)));
  }

  /**
   * Puts the sweep off until the retry time. The same reason is logged once, a short wait not at
   * all.
   */
  Future<Void> wait(SweepCall call, RetryAt retry) {
    return wait(call, retry, false);
  }

  /** As {@link #wait}; the sweep then starts a new batch of requests. */
  Future<Void> waitForNextBatch(SweepCall call, RetryAt retry) {
    return wait(call, retry, true);
  }

  private Future<Void> wait(SweepCall call, RetryAt retry, boolean newBatch) {
    Sweep sweep = call.sweep();
    Instant until = retry.at();
    String why = retry.why();
    if (until.isBefore(clock.instant().plus(SHORT))) {
      return complete(
          call,
          new JobResult.RetryAt(until, why),
          transaction -> SweepRepository.goesOn(transaction, sweep.id(), call.requests().get()));
    }
    return complete(
        call,
        new JobResult.RetryAt(until, why),
        transaction ->
            SweepRepository.waits(
                    transaction, sweep.id(), call.requests().get(), until, why, newBatch)
                .compose(
                    waiting ->
                        why.equals(sweep.waitingReason())
                            ? Future.succeededFuture()
                            : log(
                                transaction,
                                sweep,
                                null,
                                retry.isCredential() ? Level.ERROR : Level.INFO,
                                "The sweep waits: " + why,
                                new JsonObject().put("until", until.toString()))));
  }

  /** Ends the sweep and records its statistics. */
  Future<Void> end(SweepCall call, RunStatus status, String message, SweepItems.Tally tally) {
    Sweep sweep = call.sweep();
    Instant now = clock.instant();
    return complete(
        call,
        new JobResult.Done(),
        transaction ->
            SweepRepository.end(
                    transaction, sweep.id(), call.requests().get(), status, message, now)
                .compose(
                    ended ->
                        log(
                            transaction,
                            sweep,
                            null,
                            status == RunStatus.COMPLETED
                                ? Level.INFO
                                : status == RunStatus.PARTIAL ? Level.WARN : Level.ERROR,
                            message,
                            new JsonObject()
                                .put("status", status.word())
                                .put("swept", tally.done())
                                .put("failed", tally.failed())
                                .put("not_reached", tally.pending())))
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

  private static Future<Void> complete(
      SweepCall call, JobResult result, Function<SqlConnection, Future<Void>> work) {
    return call.job().complete(transaction -> work.apply(transaction).map(result)).mapEmpty();
  }

  /** Fails a DAO's item and logs the error. */
  Future<Void> fail(SqlConnection transaction, Sweep sweep, SweepItem item, String why) {
    return SweepItems.failed(transaction, sweep.id(), item.dao(), why)
        .compose(
            failed ->
                log(
                    transaction,
                    sweep,
                    item.slug(),
                    Level.ERROR,
                    why,
                    new JsonObject().put("handle", item.handle()).put("pages", item.pages())));
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
    return SweepItems.postponed(transaction, sweep.id(), item.dao(), retryAt)
        .compose(
            postponed ->
                log(
                    transaction,
                    sweep,
                    item.slug(),
                    Level.WARN,
                    why,
                    new JsonObject()
                        .put("attempt", item.attempts() + 1)
                        .put("retry_at", retryAt.toString())));
  }

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
