package io.tidemark.profiles.sync;

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
import io.tidemark.postgres.DatabaseTrouble;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.linkedin.ProfileSource;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the cascade that is due, step after step. What is left when the process ends is done by
 * whoever claims it next. On a virtual thread.
 */
public final class ProfileSyncJob implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(ProfileSyncJob.class);

  /** A sync that writes nothing for so many leases does not end. */
  private static final int LEASES = 10;

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final Duration lease;
  private final Jobs jobs;
  private final JobStore timers;
  private final ClaimBackoff lookAgain;
  private final ScrapeStep scrape;
  private final EmbeddingStep embed;
  private final HookStep classify;
  private final StatisticsStep count;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public ProfileSyncJob(Foundation foundation, ProfileSource source, SyncModels models) {
    this.vertx = foundation.vertx();
    this.pool = foundation.pool();
    this.clock = foundation.clock();
    this.lease = foundation.settings().profiles().lease();
    this.jobs = new Jobs(pool, clock);
    this.timers = new JobStore(pool, Jobs.TIMER, lease, foundation.liveness());
    this.lookAgain = new ClaimBackoff(clock);
    var posts = new ModelStep(jobs, clock);
    this.scrape = new ScrapeStep(source, jobs, clock);
    this.embed = new EmbeddingStep(models, posts, clock);
    this.classify = new HookStep(models, posts, clock);
    this.count = new StatisticsStep(models, clock);
  }

  /** The call in hand is finished, the cascade given back. */
  public void stop() {
    stopping.set(true);
  }

  @Override
  public Optional<Instant> runOnce() {
    List<Claim> claims = timers.claim(clock.instant(), 1).await();
    for (Claim claim : claims) {
      long renewal = vertx.setPeriodic(Math.max(1, lease.toMillis() / 3), tick -> renew(claim));
      var begun =
          Watchdog.of(vertx).begin("a profile sync", lease.multipliedBy(LEASES), allowed -> {});
      try {
        run(claim, begun);
      } finally {
        begun.end();
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
                    .addKeyValue("job", claim.subject())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The lease of a sync in hand could not be renewed"));
  }

  private void run(Claim claim, Watchdog.Watched watched) {
    Optional<Job> cascade = jobs.find(claim.subject()).await();
    if (cascade.isEmpty() || !cascade.get().isUnfinished()) {
      timers.complete(pool, List.of(new Completion(claim.subject(), claim.token(), null))).await();
      return;
    }
    Jobs.begun(pool, claim.subject(), clock.instant()).await();
    for (Job step : jobs.steps(claim.subject()).await()) {
      if (step.isUnfinished() && !finish(claim, step, watched)) {
        return;
      }
    }
    finish(claim);
  }

  /**
   * @return false when the cascade cannot go on now
   */
  private boolean finish(Claim claim, Job step, Watchdog.Watched watched) {
    var held = new Held(pool, timers, claim, step, stopping::get, watched::gotOn);
    held.write(transaction -> Jobs.begun(transaction, step.id(), clock.instant())).await();
    return switch (end(held)) {
      case StepEnd.Ended ended -> {
        held.write(
                transaction ->
                    Jobs.finish(
                        transaction, step.id(), ended.status(), ended.why(), clock.instant()))
            .await();
        tell(step);
        yield true;
      }
      case StepEnd.Waits waits -> {
        putBack(held, waits);
        yield false;
      }
      case StepEnd.Stopped stopped -> {
        timers.release(List.of(claim)).await();
        yield false;
      }
    };
  }

  /** What will not pass by itself ends its step and leaves the others their turn. */
  private StepEnd end(Held held) {
    try {
      return switch (held.step().type()) {
        case PROFILE_SCRAPE -> scrape.run(held);
        case EMBEDDING_UPDATE -> embed.run(held);
        case HOOK_CLASSIFICATION -> classify.run(held);
        case STATISTICS -> count.run(held);
        case FULL_CASCADE -> throw new IllegalStateException("a cascade is no step");
      };
    } catch (LeaseLostException late) {
      throw late;
    } catch (Exception problem) { // an await throws checked exceptions as well
      if (DatabaseTrouble.isPassing(problem)) {
        throw problem;
      }
      log.atError()
          .addKeyValue("job", held.step().id())
          .addKeyValue("step", held.step().type().word())
          .setCause(problem)
          .log("A step of a sync failed; the others have their turn");
      return new StepEnd.Ended("failed", "could not be done: " + problem.getMessage());
    }
  }

  private void putBack(Held held, StepEnd.Waits waits) {
    Claim claim = held.claim();
    pool.withTransaction(
            transaction ->
                Jobs.waits(transaction, held.step().id(), waits.until(), waits.why())
                    .compose(
                        step ->
                            Jobs.waits(transaction, claim.subject(), waits.until(), waits.why()))
                    .compose(
                        waiting ->
                            timers.complete(
                                transaction,
                                List.of(
                                    new Completion(
                                        claim.subject(), claim.token(), waits.until())))))
        .await();
    log.atInfo()
        .addKeyValue("job", claim.subject())
        .addKeyValue("step", held.step().type().word())
        .addKeyValue("until", waits.until())
        .addKeyValue("reason", waits.why())
        .log("A sync waits");
  }

  private void finish(Claim claim) {
    List<Job> steps = jobs.steps(claim.subject()).await();
    String status = Verdict.of(steps);
    Instant now = clock.instant();
    pool.withTransaction(
            transaction ->
                Jobs.finish(transaction, claim.subject(), status, Verdict.why(steps), now)
                    .compose(
                        finished ->
                            timers.complete(
                                transaction,
                                List.of(new Completion(claim.subject(), claim.token(), null)))))
        .await();
    jobs.find(claim.subject()).await().ifPresent(this::report);
  }

  private void tell(Job job) {
    Address.HAPPENED.publish(
        vertx.eventBus(), Happened.inWorkspace("profile-sync", job.id(), job.workspace()));
  }

  private void report(Job job) {
    tell(job);
    log.atInfo()
        .addKeyValue("job", job.id())
        .addKeyValue("trigger", job.trigger())
        .addKeyValue("status", job.status())
        .addKeyValue("error", job.error())
        .addKeyValue("profiles", job.counts().profilesProcessed())
        .addKeyValue("postsNew", job.counts().postsNew())
        .addKeyValue("embeddings", job.counts().embeddingsUpdated())
        .addKeyValue("hooks", job.counts().hooksClassified())
        .log("Profiles synchronised");
  }
}
