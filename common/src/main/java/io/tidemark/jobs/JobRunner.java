package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on claims: renews their leases until it ends, watches that it ends, and releases the
 * claims when the process has to stop first. Thread-safe.
 */
public final class JobRunner {

  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

  /** A process has 20 s of real time to stop, and there is more to do after this. */
  public static final Duration TO_FINISH = Duration.ofSeconds(6);

  /** Work may last so many leases without progress: a slow platform is no reason to give up. */
  private static final int LEASES = 10;

  private final Vertx vertx;
  private final WorldClock clock;
  private final JobStore store;
  private final Optional<String> watchedAs;
  private final Set<JobContext> active = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile boolean released;

  /**
   * @param watchedAs what the watchdog calls the work; empty for work that may take any time
   */
  public JobRunner(Vertx vertx, WorldClock clock, JobStore store, Optional<String> watchedAs) {
    this.vertx = vertx;
    this.clock = clock;
    this.store = store;
    this.watchedAs = watchedAs;
  }

  /** Runs work on claims that were just taken. On a virtual thread. */
  public <T> T run(List<Claim> claims, Function<JobContext, T> work) {
    return run(claims, System.nanoTime(), work);
  }

  /**
   * @param claimBegan when the claim was asked for, by {@link System#nanoTime()}
   */
  <T> T run(List<Claim> claims, long claimBegan, Function<JobContext, T> work) {
    var context = new JobContext(store, clock, () -> stopping, claims, claimBegan);
    if (released) {
      context.letGo();
    }
    active.add(context);
    long renewal =
        vertx.setPeriodic(Math.max(1, store.lease().toMillis() / 3), tick -> context.renew());
    Optional<Watchdog.Watched> watched =
        watchedAs.map(
            name ->
                Watchdog.of(vertx)
                    .begin(name, store.lease().multipliedBy(LEASES), context::overran));
    watched.ifPresent(begun -> context.onProgress(begun::gotOn));
    try {
      return work.apply(context);
    } finally {
      watched.ifPresent(Watchdog.Watched::end);
      vertx.cancelTimer(renewal);
      active.remove(context);
    }
  }

  /**
   * Lets the work end, and releases the claims of what takes longer.
   *
   * @param ended completes when no work is left
   * @param toFinish real time until the claims are released
   */
  public Future<Void> stop(Future<Void> ended, Duration toFinish) {
    stopping = true;
    return ended.timeout(toFinish.toMillis(), TimeUnit.MILLISECONDS).recover(late -> release());
  }

  /**
   * Releases the claims of all work: other processes may take them at once. What the work still
   * writes is written as long as none of them has.
   */
  public Future<Void> release() {
    released = true;
    active.forEach(JobContext::letGo);
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
