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
final class Ledger {

  /** After a failure that names no time. */
  static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  /** How often a DAO may fail for a reason that may pass, within one cycle. */
  static final int MOST_ATTEMPTS = 3;

  /** A shorter wait, such as the pause between two requests, is not logged. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final WorldClock clock;

  Ledger(WorldClock clock) {
    this.clock = clock;
  }

  /** Writes, and makes the next step due at once. */
  Future<Void> goOn(Step step, Function<SqlConnection, Future<Void>> work) {
    return complete(
        step,
        new JobResult.RetryAt(clock.instant(), "the next step"),
        transaction ->
            Cycles.goesOn(transaction, step.cycle().id(), step.requests().get())
                .compose(going -> work.apply(transaction)));
  }

  /** Gives the cycle back until then; the same reason is told once, a short wait not at all. */
  Future<Void> wait(Step step, RetryAt retry) {
    return wait(step, retry, false);
  }

  /** As above, with a new batch of requests then. */
  Future<Void> waitForNextBatch(Step step, RetryAt retry) {
    return wait(step, retry, true);
  }

  private Future<Void> wait(Step step, RetryAt retry, boolean newBatch) {
    Cycle cycle = step.cycle();
    Instant until = retry.at();
    String why = retry.why();
    if (until.isBefore(clock.instant().plus(SHORT))) {
      return complete(
          step,
          new JobResult.RetryAt(until, why),
          transaction -> Cycles.goesOn(transaction, cycle.id(), step.requests().get()));
    }
    return complete(
        step,
        new JobResult.RetryAt(until, why),
        transaction ->
            Cycles.waits(transaction, cycle.id(), step.requests().get(), until, why, newBatch)
                .compose(
                    waiting ->
                        why.equals(cycle.waitingReason())
                            ? Future.succeededFuture()
                            : log(
                                transaction,
                                cycle,
                                null,
                                retry.isCredential() ? Level.ERROR : Level.INFO,
                                "The sweep waits: " + why,
                                new JsonObject().put("until", until.toString()))));
  }

  /** Ends the cycle and records its figures. */
  Future<Void> end(Step step, RunStatus status, String message, Turns.Tally tally) {
    Cycle cycle = step.cycle();
    Instant now = clock.instant();
    return complete(
        step,
        new JobResult.Done(),
        transaction ->
            Cycles.end(transaction, cycle.id(), step.requests().get(), status, message, now)
                .compose(
                    ended ->
                        log(
                            transaction,
                            cycle,
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
                .compose(logged -> leftOut(transaction, cycle))
                .compose(logged -> SyncStats.record(transaction, cycle.id())));
  }

  /** A DAO that was disabled meanwhile, or lost its handle, was left out on purpose. */
  private Future<Void> leftOut(SqlConnection transaction, Cycle cycle) {
    return Turns.leftOut(transaction, cycle.id())
        .compose(
            slugs ->
                SyncLogs.write(
                    transaction,
                    slugs.stream()
                        .map(
                            slug ->
                                new Entry(
                                    cycle.id(),
                                    slug,
                                    Level.INFO,
                                    "It was disabled, or lost its handle, before its turn ended",
                                    new JsonObject(),
                                    clock.instant()))
                        .toList()));
  }

  private static Future<Void> complete(
      Step step, JobResult result, Function<SqlConnection, Future<Void>> work) {
    return step.job().complete(transaction -> work.apply(transaction).map(result)).mapEmpty();
  }

  /** Ends a DAO's turn with an error of its own. */
  Future<Void> fail(SqlConnection transaction, Cycle cycle, Turn turn, String why) {
    return Turns.failed(transaction, cycle.id(), turn.dao(), why)
        .compose(
            failed ->
                log(
                    transaction,
                    cycle,
                    turn.slug(),
                    Level.ERROR,
                    why,
                    new JsonObject().put("handle", turn.handle()).put("pages", turn.pages())));
  }

  /** The same, and its account is looked up anew in the next cycle. */
  Future<Void> failAndForget(SqlConnection transaction, Cycle cycle, Turn turn, String why) {
    return fail(transaction, cycle, turn, why)
        .compose(failed -> Daos.forgetAccount(transaction, turn.dao(), turn.userId()));
  }

  /** Tries a DAO again after all others, or fails it when that was done often enough. */
  Future<Void> postpone(SqlConnection transaction, Cycle cycle, Turn turn, String why) {
    if (turn.attempts() + 1 >= MOST_ATTEMPTS) {
      return fail(transaction, cycle, turn, why);
    }
    Instant retryAt = clock.instant().plus(AFTER_FAILURE);
    return Turns.postponed(transaction, cycle.id(), turn.dao(), retryAt)
        .compose(
            postponed ->
                log(
                    transaction,
                    cycle,
                    turn.slug(),
                    Level.WARN,
                    why,
                    new JsonObject()
                        .put("attempt", turn.attempts() + 1)
                        .put("retry_at", retryAt.toString())));
  }

  Future<Void> log(
      SqlConnection transaction,
      Cycle cycle,
      @Nullable String daoSlug,
      Level level,
      String message,
      JsonObject data) {
    return SyncLogs.write(
        transaction,
        List.of(new Entry(cycle.id(), daoSlug, level, message, data, clock.instant())));
  }
}
