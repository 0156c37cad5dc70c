package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due jobs of one kind and has them handled, one claim or batch after the other: renews the
 * leases meanwhile, watches that the work ends, and releases the claims when the process has to
 * stop first. Its passes run on a virtual thread, one at a time; the rest is thread-safe.
 *
 * <p>While more is due than one claim takes, the second part of a batch runs beside the first part
 * of the next one. Never more than two batches are claimed at once: a second part begins when the
 * one before it has ended.
 */
public class JobWorker implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  /** A process has 20 s of real time to stop, and there is more to do after this. */
  public static final Duration TO_FINISH = Duration.ofSeconds(6);

  /** Work may last so many leases without progress: a slow platform is no reason to give up. */
  private static final int LEASES = 10;

  private final Vertx vertx;
  private final WorldClock clock;
  private final JobStore store;
  private final Optional<String> watchedAs;
  private final ClaimBackoff backoff;
  private final int batch;
  private final Duration coalescing;
  private final BatchHandler handler;
  private final Set<JobContext> active = ConcurrentHashMap.newKeySet();
  private volatile boolean orphans;

  /** The last claim had nothing: whether something is due is asked before the next one. */
  private volatile boolean idle;

  private volatile boolean stopping;
  private volatile boolean released;

  /** The second part of the batch before; ended when nothing runs beside the passes. */
  private volatile Future<Void> beside = Future.succeededFuture();

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
        job -> {
          job.settle(handler.handle(job)).await();
          return () -> {};
        });
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
    this.watchedAs = watchedAs;
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
    return next.orphaned() ? next.dueAt() : firesAt(next.dueAt());
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
    if (batch > 1 || idle) {
      Optional<Instant> firesAt = store.next(now).await().map(this::firesAt);
      if (firesAt.isEmpty() || firesAt.get().isAfter(now)) {
        endBeside();
        return firesAt;
      }
    }
    long began = System.nanoTime();
    List<Claim> claims = store.claim(clock.instant(), batch).await();
    if (batch > 1 && claims.size() == batch) {
      handleOverlapping(claims, began);
      return Optional.of(now);
    }
    int claimed = handle(claims, began);
    idle = claimed == 0;
    endBeside();
    return backoff.after(claimed, store.next(clock.instant()).await().map(this::firesAt));
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
        run(
            claims,
            began,
            context -> {
              Runnable rest = handler.begin(context);
              awaitBeside(context);
              rest.run();
              return claims.size();
            });
      } catch (LeaseLostException lost) {
        report(claims, lost);
      }
    }
    return claims.size();
  }

  private void report(List<Claim> claims, LeaseLostException lost) {
    log.atInfo()
        .addKeyValue("job", store.kind())
        .addKeyValue("subject", claims.getFirst().subject())
        .addKeyValue("problem", lost.getMessage())
        .log("A job was taken over by another process, or cancelled");
  }

  /**
   * Handles a batch, the second part of it beside the passes that follow. Fails when the second
   * part of the batch before did.
   */
  private void handleOverlapping(List<Claim> claims, long began) {
    var work = new Work(claims, began);
    Runnable rest = () -> {};
    boolean begun = false;
    try {
      rest = handler.begin(work.context);
      begun = true;
    } catch (LeaseLostException lost) {
      report(claims, lost);
    } finally {
      if (!begun) {
        work.end();
      }
    }
    Future<Void> before = beside;
    awaitBeside(work.context);
    if (begun) {
      Runnable second = rest;
      beside = beside(() -> finish(work, claims, second));
    }
    before.await();
  }

  /**
   * Waits until the second part of the batch before has ended, however it does. A batch that waits
   * makes progress: what it waits for is watched by itself.
   */
  private void awaitBeside(JobContext waiting) {
    if (beside.isComplete()) {
      return;
    }
    long progress = vertx.setPeriodic(store.lease().toMillis(), tick -> waiting.progressed());
    try {
      beside.otherwiseEmpty().await();
    } finally {
      vertx.cancelTimer(progress);
    }
  }

  /** Waits until no second part is under way; throws once what the last one failed with. */
  private void endBeside() {
    Future<Void> last = beside;
    try {
      last.await();
    } finally {
      beside = Future.succeededFuture();
    }
  }

  private void finish(Work work, List<Claim> claims, Runnable rest) {
    try {
      rest.run();
    } catch (LeaseLostException lost) {
      report(claims, lost);
    } finally {
      work.end();
    }
  }

  /** Runs work beside the passes; at once where they do not run on a verticle's virtual thread. */
  private static Future<Void> beside(Runnable work) {
    Context passes = Vertx.currentContext();
    if (passes == null || passes.threadingModel() != ThreadingModel.VIRTUAL_THREAD) {
      work.run();
      return Future.succeededFuture();
    }
    Promise<Void> ended = Promise.promise();
    passes.runOnContext(
        begin -> {
          try {
            work.run();
            ended.complete();
          } catch (Throwable problem) { // an await throws checked exceptions as well
            ended.fail(problem);
          }
        });
    return ended.future();
  }

  /** Runs work of the caller's on claims that it has just taken. On a virtual thread. */
  public final <T> T run(List<Claim> claims, Function<JobContext, T> work) {
    return run(claims, System.nanoTime(), work);
  }

  private <T> T run(List<Claim> claims, long claimBegan, Function<JobContext, T> work) {
    var begun = new Work(claims, claimBegan);
    try {
      return work.apply(begun.context);
    } finally {
      begun.end();
    }
  }

  /** Claims that are being worked on: their leases are renewed, and the watchdog watches. */
  private final class Work {

    private final JobContext context;
    private final long renewal;
    private final Optional<Watchdog.Watched> watched;

    Work(List<Claim> claims, long claimBegan) {
      context = new JobContext(store, clock, () -> stopping, claims, claimBegan);
      active.add(context);
      if (released) { // while the claim was under way
        context.stopRenewing();
        store.release(claims).await();
      }
      renewal =
          vertx.setPeriodic(Math.max(1, store.lease().toMillis() / 3), tick -> context.renew());
      watched =
          watchedAs.map(
              name ->
                  Watchdog.of(vertx)
                      .begin(name, store.lease().multipliedBy(LEASES), context::overran));
      watched.ifPresent(begun -> context.onProgress(begun::progressed));
    }

    void end() {
      watched.ifPresent(Watchdog.Watched::end);
      vertx.cancelTimer(renewal);
      active.remove(context);
    }
  }

  /** The loop in which its passes run. */
  final WorkLoop loop(Duration idle, WorkLoop.Pass pass) {
    return new WorkLoop(vertx, clock, store.kind(), idle, pass);
  }

  /**
   * Lets the work end, and releases the claims of what takes longer.
   *
   * @param ended completes when no work is left
   * @param toFinish real time until the claims are released
   */
  public final Future<Void> stop(Future<Void> ended, Duration toFinish) {
    stopping = true;
    return ended
        .eventually(this::besideEnded)
        .timeout(toFinish.toMillis(), TimeUnit.MILLISECONDS)
        .recover(late -> release());
  }

  private Future<Void> besideEnded() {
    return beside
        .onFailure(
            problem ->
                log.atError()
                    .addKeyValue("job", store.kind())
                    .setCause(problem)
                    .log("The last batch could not be finished"))
        .otherwiseEmpty();
  }

  /**
   * Releases all claims: other processes may take them at once. What the work still writes is
   * written as long as none of them has.
   */
  public final Future<Void> release() {
    released = true;
    active.forEach(JobContext::stopRenewing);
    List<Claim> claims = active.stream().flatMap(context -> context.claims().stream()).toList();
    if (claims.isEmpty()) {
      return Future.succeededFuture();
    }
    log.atWarn()
        .addKeyValue("job", store.kind())
        .addKeyValue("claims", claims.size())
        .log("Claims are released unfinished: the process stops");
    return store.release(claims);
  }
}
