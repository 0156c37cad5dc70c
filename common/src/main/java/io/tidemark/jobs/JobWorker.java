package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due jobs of one kind and has them handled, one claim or batch after the other. Its passes
 * run on a virtual thread, one at a time.
 */
public class JobWorker implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final Vertx vertx;
  private final WorldClock clock;
  private final JobStore store;
  private final JobRunner runner;
  private final ClaimBackoff backoff;
  private final int batch;
  private final Duration coalescing;
  private final BatchHandler handler;
  private volatile boolean orphans;

  /**
   * A worker that claims one job at a time.
   *
   * @param watchedAs what the watchdog calls the work; empty for work that may take any time
   */
  public JobWorker(
      Vertx vertx,
      WorldClock clock,
      JobStore store,
      Optional<String> watchedAs,
      JobHandler handler) {
    this(
        vertx,
        clock,
        store,
        watchedAs,
        1,
        Duration.ZERO,
        job -> job.settle(handler.handle(job)).await());
  }

  /**
   * A worker that claims many jobs at once.
   *
   * @param batch the most that one claim takes
   * @param coalescing by the world's clock, how long a due job waits for others to be claimed with;
   *     an orphaned one has waited already
   */
  public JobWorker(
      Vertx vertx,
      WorldClock clock,
      JobStore store,
      Optional<String> watchedAs,
      int batch,
      Duration coalescing,
      BatchHandler handler) {
    this.vertx = vertx;
    this.clock = clock;
    this.store = store;
    this.runner = new JobRunner(vertx, clock, store, watchedAs);
    this.backoff = new ClaimBackoff(clock);
    this.batch = batch;
    this.coalescing = coalescing;
    this.handler = handler;
  }

  /** What has to be written before the first pass; completes when it is. */
  Future<Void> prepare() {
    return Future.succeededFuture();
  }

  /** What has to be written for a wake-up before it leads to a pass. */
  Future<Void> wake() {
    return Future.succeededFuture();
  }

  /** When a job is claimed that is due at the given time. */
  public final Instant firesAt(Instant dueAt) {
    return dueAt.plus(coalescing);
  }

  private Instant firesAt(JobStore.Next next) {
    return next.abandoned() ? next.dueAt() : firesAt(next.dueAt());
  }

  @Override
  public final void processDied() {
    orphans = true;
  }

  /** Handles what is due, orphaned jobs first after the death of a process. */
  @Override
  public Optional<Instant> runOnce() {
    Instant now = clock.instant();
    if (orphans) {
      orphans = false;
      orphans = claimOrphaned(now) > 0;
      if (orphans) {
        return Optional.of(now);
      }
    }
    if (batch > 1) {
      Optional<Instant> firesAt = store.next(now).await().map(this::firesAt);
      if (firesAt.isEmpty() || firesAt.get().isAfter(now)) {
        return firesAt;
      }
    }
    int claimed = runDue();
    return batch > 1 && claimed == batch
        ? Optional.of(now)
        : backoff.after(claimed, store.next(clock.instant()).await().map(this::firesAt));
  }

  /**
   * Claims and handles what is due now, without waiting for more.
   *
   * @return how many were claimed
   */
  public final int runDue() {
    long began = System.nanoTime();
    return handle(store.claim(clock.instant(), batch).await(), began);
  }

  /**
   * Claims and handles orphaned jobs alone.
   *
   * @return when to look again; empty when none is left
   */
  public final Optional<Instant> runOrphaned() {
    Instant now = clock.instant();
    int claimed = claimOrphaned(now);
    return backoff.after(
        claimed, store.isAnyOrphaned(now).await() ? Optional.of(now) : Optional.empty());
  }

  private int claimOrphaned(Instant now) {
    long began = System.nanoTime();
    return handle(store.claimOrphaned(now, batch).await(), began);
  }

  private int handle(List<Claim> claims, long began) {
    if (!claims.isEmpty()) {
      try {
        runner.run(
            claims,
            began,
            context -> {
              handler.handle(context);
              return claims.size();
            });
      } catch (LeaseLostException lost) {
        log.atInfo()
            .addKeyValue("job", store.kind())
            .addKeyValue("subject", claims.getFirst().subject())
            .addKeyValue("problem", lost.getMessage())
            .log("Another process has taken a job over");
      }
    }
    return claims.size();
  }

  /** The loop in which its passes run. */
  final WorkLoop loop(Duration idle, WorkLoop.Pass pass) {
    return new WorkLoop(vertx, clock, store.kind(), idle, pass);
  }

  /**
   * Finishes what is claimed, or releases it when that takes long.
   *
   * @param ended completes when no pass runs
   */
  public final Future<Void> stop(Future<Void> ended) {
    return stop(ended, JobRunner.TO_FINISH);
  }

  /**
   * As above.
   *
   * @param toFinish real time until it is released
   */
  public final Future<Void> stop(Future<Void> ended, Duration toFinish) {
    return runner.stop(ended, toFinish);
  }

  /** Releases what is claimed. */
  public final Future<Void> release() {
    return runner.release();
  }
}
