package io.tidemark.tracker.sweeps;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Happened;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.ClaimBackoff;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.jobs.Watchdog;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.tracker.sweeps.Cycle.Status;
import io.tidemark.tracker.sweeps.Setback.Cap;
import io.tidemark.tracker.sweeps.Setback.Wait;
import io.tidemark.tracker.x.XClient;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of one cycle that is due: one call, and one transaction that writes what it brought and
 * makes the next step due. Between steps everything is in rows, so any pod takes the next one;
 * cycles at once take turns; and a cycle that waits is nothing but a due time.
 */
public final class DaoSweepJob implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(DaoSweepJob.class);

  /** X counts requests in windows of a quarter of an hour. */
  private static final Duration BETWEEN_BATCHES = Duration.ofMinutes(15);

  /** A step, which is a call or a few, that lasts so many leases does not end. */
  private static final int LEASES = 10;

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final JobStore timers;
  private final ClaimBackoff lookAgain;
  private final Cycles cycles;
  private final XClient x;
  private final Ledger ledger;
  private final Steps steps;
  private final int mostPerBatch;

  public DaoSweepJob(Foundation foundation, XClient x) {
    this.vertx = foundation.vertx();
    this.pool = foundation.pool();
    this.clock = foundation.clock();
    this.timers = timers(foundation);
    this.lookAgain = new ClaimBackoff(clock);
    this.cycles = new Cycles(pool, clock, foundation.settings().daoSweep());
    this.x = x;
    this.ledger = new Ledger(pool, timers, clock);
    this.steps = new Steps(foundation, x, ledger);
    this.mostPerBatch = foundation.settings().daoSweep().maxRequestsPerBatch();
  }

  /** The due times of cycles. */
  public static JobStore timers(Foundation foundation) {
    return new JobStore(
        foundation.pool(),
        Cycles.TIMER,
        foundation.settings().tracker().lease(),
        foundation.liveness());
  }

  @Override
  public Optional<Instant> runOnce() {
    List<Claim> claims = timers.claim(clock.instant(), 1).await();
    for (Claim claim : claims) {
      long renewal =
          vertx.setPeriodic(Math.max(1, timers.lease().toMillis() / 3), tick -> renew(claim));
      var watched =
          Watchdog.of(vertx)
              .begin("a step of a sweep", timers.lease().multipliedBy(LEASES), allowed -> {});
      try {
        run(claim);
        Address.HAPPENED.publish(vertx.eventBus(), Happened.toAll("sweep", claim.subject()));
      } catch (LeaseLostException late) {
        log.atInfo()
            .addKeyValue("cycle", claim.subject())
            .log("Another pod has taken the sweep over");
      } finally {
        watched.end();
        vertx.cancelTimer(renewal);
      }
    }
    return lookAgain.after(claims.size(), timers.nextDue(clock.instant()).await());
  }

  private void renew(Claim claim) {
    timers
        .renew(List.of(claim))
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("cycle", claim.subject())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The lease of a sweep in hand could not be renewed"));
  }

  private void run(Claim claim) {
    Optional<Cycle> cycle = cycles.find(claim.subject()).await();
    if (cycle.isEmpty() || cycle.get().finishedAt() != null) {
      timers.complete(pool, List.of(new Completion(claim.subject(), claim.token(), null))).await();
      return;
    }
    var step = new Step(claim, cycle.get());
    Optional<Pause> pause = x.pause().await();
    Optional<Setback> setback =
        pause.isPresent()
            ? Optional.of(Setback.until(pause.get().until(), pause.get().reason(), clock.instant()))
            : take(step);
    setback.ifPresent(met -> meet(step, met));
  }

  /** Takes a step that asks, unless the batch of requests has ended. */
  private Optional<Setback> inBatch(Step step, Supplier<Optional<Setback>> asks) {
    int used = step.cycle().requestsUsed() - step.cycle().batchFrom();
    return mostPerBatch == 0 || used < mostPerBatch
        ? asks.get()
        : Optional.of(
            Wait.forNextBatch(
                clock.instant().plus(BETWEEN_BATCHES),
                "a batch of %d requests has ended".formatted(mostPerBatch)));
  }

  /**
   * @return what keeps the whole cycle from going on; empty when the step was written
   */
  private Optional<Setback> take(Step step) {
    long cycle = step.cycle().id();
    Instant now = clock.instant();
    List<Turn> nameless = Turns.withoutAccount(pool, cycle, now, Steps.MOST_ACCOUNTS).await();
    if (!nameless.isEmpty()) {
      return inBatch(step, () -> steps.lookUp(step, nameless));
    }
    Optional<Turn> turn = Turns.next(pool, cycle, now).await();
    if (turn.isPresent()) {
      return inBatch(step, () -> steps.page(step, turn.get()));
    }
    Optional<Instant> retryAt = Turns.retryAt(pool, cycle).await();
    if (retryAt.isPresent()) {
      return Optional.of(
          Setback.until(retryAt.get(), "DAOs that failed are tried again", clock.instant()));
    }
    List<String> unsettled = steps.unsettled(step);
    if (!unsettled.isEmpty()) {
      return inBatch(step, () -> steps.measure(step, unsettled));
    }
    Optional<Instant> askAgainAt = steps.askAgainAt(step);
    if (askAgainAt.isPresent()) {
      return Optional.of(
          Setback.until(
              askAgainAt.get(), "doubtful answers are asked about again", clock.instant()));
    }
    end(step);
    return Optional.empty();
  }

  private void meet(Step step, Setback setback) {
    switch (setback) {
      case Wait wait -> ledger.wait(step, wait).await();
      case Cap cap -> {
        Turns.Tally tally = Turns.tally(pool, step.cycle().id()).await();
        String message =
            "The sweep ends with %d of %d DAOs swept, the others go first in the next: %s"
                .formatted(tally.done(), tally.all(), cap.why());
        ledger.end(step, Status.BUDGET_EXHAUSTED, message, tally).await();
        report(step, Status.BUDGET_EXHAUSTED, message);
      }
      case Setback.Trouble trouble ->
          throw new IllegalStateException("not of the whole cycle: " + trouble.why());
    }
  }

  private void end(Step step) {
    Turns.Tally tally = Turns.tally(pool, step.cycle().id()).await();
    Status status =
        tally.failed() == 0 ? Status.COMPLETED : tally.done() == 0 ? Status.FAILED : Status.PARTIAL;
    String message = "%d of %d DAOs were swept".formatted(tally.done(), tally.all());
    ledger.end(step, status, message, tally).await();
    report(step, status, message);
  }

  private static void report(Step step, Status status, String message) {
    log.atInfo()
        .addKeyValue("cycle", step.cycle().id())
        .addKeyValue("status", status.word())
        .addKeyValue("requests", step.cycle().requestsUsed() + step.requests().get())
        .addKeyValue("outcome", message)
        .log("A sweep over DAOs ended");
  }
}
