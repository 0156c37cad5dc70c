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
 * Writes what a step brought. The cycle's timer moves on in the same transaction; a step whose
 * claim was taken over meanwhile writes nothing.
 */
final class SweepProgressWriter {

  /** After a failure that names no time. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** How often a DAO may fail for a reason that may pass, within one cycle. */
  static final int MOST_ATTEMPTS = 3;

  /** A shorter wait, such as the pause between two requests, is not logged. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final WorldClock clock;

  SweepProgressWriter(WorldClock clock) {
    this.clock = clock;
  }

  /** Writes, and makes the next step due at once. */
  Future<Void> goOn(SweepCall call, Function<SqlConnection, Future<Void>> work) {
    return complete(
        call,
        new JobResult.RetryAt(clock.instant(), "the next step"),
        transaction ->
            SweepRepository.goesOn(transaction, call.sweep().id(), call.requests().get())
                .compose(going -> work.apply(transaction)));
  }

  /** Gives the cycle back until then; the same reason is told once, a short wait not at all. */
  Future<Void> wait(SweepCall call, RetryAt retry) {
    return wait(call, retry, false);
  }

  /** As above, with a new batch of requests then. */
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

  /** Ends the cycle and records its figures. */
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

  /** A DAO that was disabled meanwhile, or lost its handle, was left out on purpose. */
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

  /** Ends a DAO's turn with an error of its own. */
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

  /** The same, and its account is looked up anew in the next cycle. */
  Future<Void> failAndForget(SqlConnection transaction, Sweep sweep, SweepItem item, String why) {
    return fail(transaction, sweep, item, why)
        .compose(failed -> Daos.forgetAccount(transaction, item.dao(), item.userId()));
  }

  /** Tries a DAO again after all others, or fails it when that was done often enough. */
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
