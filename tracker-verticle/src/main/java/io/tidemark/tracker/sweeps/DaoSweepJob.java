package io.tidemark.tracker.sweeps;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.jobs.JobContext;
import io.tidemark.jobs.JobHandler;
import io.tidemark.jobs.JobResult;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.PausedJobs;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStatus;
import io.tidemark.tracker.sweeps.SweepItems.Tally;
import io.tidemark.tracker.x.XClient;
import io.tidemark.upstream.CallFailure;
import io.tidemark.upstream.CallFailure.ItemFailed;
import io.tidemark.upstream.CallFailure.QuotaExhausted;
import io.tidemark.upstream.CallFailure.RetryAt;
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
 * Runs one step of a due sweep: one call to X, and one transaction that writes the answer and makes
 * the next step due. All state is in rows, so any process can run the next step. Several sweeps
 * alternate step by step. A waiting sweep holds no thread, connection or lease: it is only a due
 * time.
 */
public final class DaoSweepJob implements JobHandler {

  private static final Logger log = LoggerFactory.getLogger(DaoSweepJob.class);

  /** Sweeps that are retried when a credential's pause ends. */
  public static final PausedJobs PAUSED =
      new PausedJobs(
          SweepRepository.TIMER,
          """
          select id
          from dao_sync_cycles
          where finished_at is null
            and waiting_reason = $1
          """);

  /** X counts requests in windows of 15 minutes. */
  private static final Duration BETWEEN_BATCHES = Duration.ofMinutes(15);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final SweepRepository sweeps;
  private final XClient x;
  private final SweepProgressWriter progress;
  private final SweepCalls calls;
  private final TweetChoice choice;
  private final int mostPerBatch;
  private final RunEnds ends;

  private DaoSweepJob(AppContext app, XClient x) {
    this.vertx = app.vertx();
    this.pool = app.pool();
    this.clock = app.clock();
    this.sweeps = new SweepRepository(pool, clock, app.settings().daoSweep());
    this.x = x;
    this.progress = new SweepProgressWriter(clock);
    this.calls = new SweepCalls(app, x, progress);
    this.choice = new TweetChoice(pool, progress);
    this.mostPerBatch = app.settings().daoSweep().maxRequestsPerBatch();
    this.ends = new RunEnds(app.meters(), "sweep");
  }

  /** Runs steps of due sweeps, one at a time. */
  public static JobWorker worker(AppContext app, XClient x) {
    return new JobWorker(
        app.vertx(),
        app.clock(),
        store(app),
        Optional.of("a step of a sweep"),
        new DaoSweepJob(app, x));
  }

  static JobStore store(AppContext app) {
    return app.jobStore(SweepRepository.TIMER, app.settings().tracker().lease());
  }

  @Override
  public JobResult handle(JobContext job) {
    Optional<Sweep> sweep = sweeps.find(job.claim().subject()).await();
    if (sweep.isEmpty() || sweep.get().finishedAt() != null) {
      return new JobResult.Done();
    }
    var call = new SweepCall(job, sweep.get());
    Optional<Pause> pause = x.pause().await();
    Optional<CallFailure> failure =
        pause.isPresent()
            ? Optional.of(
                CallFailure.retryAt(pause.get().until(), pause.get().reason(), clock.instant()))
            : runStep(call);
    failure.ifPresent(met -> handle(call, met));
    Address.CHANGES.publish(vertx.eventBus(), ChangeEvent.toAll("sweep", sweep.get().id()));
    return job.result();
  }

  /** Runs a step that calls X, unless the sweep has used up its batch of requests. */
  private Optional<CallFailure> inBatch(SweepCall call, Supplier<Optional<CallFailure>> asks) {
    int used = call.sweep().requestsUsed() - call.sweep().batchFrom();
    if (mostPerBatch == 0 || used < mostPerBatch) {
      return asks.get();
    }
    String why = "a batch of %d requests has ended".formatted(mostPerBatch);
    progress.waitForNextBatch(call, new RetryAt(clock.instant().plus(BETWEEN_BATCHES), why));
    return Optional.empty();
  }

  /**
   * @return why the whole sweep cannot continue; empty when the step was written
   */
  private Optional<CallFailure> runStep(SweepCall call) {
    long sweep = call.sweep().id();
    Instant now = clock.instant();
    List<SweepItem> nameless =
        SweepItems.withoutAccount(pool, sweep, now, SweepCalls.MOST_ACCOUNTS).await();
    if (!nameless.isEmpty()) {
      return inBatch(call, () -> calls.lookUp(call, nameless));
    }
    Optional<SweepItem> item = SweepItems.next(pool, sweep, now).await();
    if (item.isPresent()) {
      return inBatch(call, () -> calls.page(call, choice.prepared(call, item.get(), now)));
    }
    Optional<Instant> retryAt = SweepItems.retryAt(pool, sweep).await();
    if (retryAt.isPresent()) {
      return Optional.of(
          CallFailure.retryAt(retryAt.get(), "DAOs that failed are tried again", clock.instant()));
    }
    List<String> unsettled = calls.unsettled(call);
    if (!unsettled.isEmpty()) {
      return inBatch(call, () -> calls.measure(call, unsettled));
    }
    Optional<Instant> askAgainAt = calls.askAgainAt(call);
    if (askAgainAt.isPresent()) {
      return Optional.of(
          CallFailure.retryAt(
              askAgainAt.get(), "doubtful answers are asked about again", clock.instant()));
    }
    end(call);
    return Optional.empty();
  }

  private void handle(SweepCall call, CallFailure failure) {
    switch (failure) {
      case RetryAt retry -> progress.wait(call, retry);
      case QuotaExhausted exhausted -> {
        Tally tally = tally(call);
        end(
            call,
            RunStatus.BUDGET_EXHAUSTED,
            "The sweep ends with %d of %d DAOs swept, the others go first in the next: %s"
                .formatted(tally.done(), tally.all(), exhausted.why()),
            tally);
      }
      case ItemFailed failed ->
          throw new IllegalStateException("not a failure of the whole sweep: " + failed.why());
    }
  }

  private void end(SweepCall call) {
    Tally tally = tally(call);
    end(
        call,
        RunStatus.ended(tally.done(), tally.failed()),
        "%d of %d DAOs were swept".formatted(tally.done(), tally.all()),
        tally);
  }

  private Tally tally(SweepCall call) {
    return SweepItems.tally(pool, call.sweep().id()).await();
  }

  private void end(SweepCall call, RunStatus status, String message, Tally tally) {
    progress.end(call, status, message, tally);
    ends.count(status);
    log.atInfo()
        .addKeyValue("sweep", call.sweep().id())
        .addKeyValue("status", status.word())
        .addKeyValue("requests", call.sweep().requestsUsed() + call.requests().get())
        .addKeyValue("outcome", message)
        .log("A sweep over DAOs ended");
  }
}
