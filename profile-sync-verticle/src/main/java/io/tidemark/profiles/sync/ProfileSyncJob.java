package io.tidemark.profiles.sync;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.jobs.JobContext;
import io.tidemark.jobs.JobHandler;
import io.tidemark.jobs.JobResult;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.jobs.PausedJobs;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.linkedin.ProfileSource;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStatus;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on a due cascade, step after step. When the process stops, the process that claims the
 * cascade next continues it.
 */
public final class ProfileSyncJob implements JobHandler {

  private static final Logger log = LoggerFactory.getLogger(ProfileSyncJob.class);

  /** Cascades to retry when the pause of a credential is ended early. */
  public static final PausedJobs PAUSED =
      new PausedJobs(
          Jobs.TIMER,
          """
          select coalesce(parent_id, id)
          from sync_jobs
          where finished_at is null
            and waiting_until is not null
            and error = $1
          """);

  private final Vertx vertx;
  private final Pool pool;
  private final Jobs jobs;
  private final ScrapeStep scrape;
  private final EmbeddingStep embed;
  private final HookStep classify;
  private final StatisticsStep count;
  private final RunEnds ends;

  private ProfileSyncJob(AppContext app, ProfileSource source, SyncModels models) {
    WorldClock clock = app.clock();
    this.vertx = app.vertx();
    this.pool = app.pool();
    this.jobs = new Jobs(pool, clock);
    var posts = new ModelStep(jobs, clock);
    this.scrape = new ScrapeStep(source, jobs, clock);
    this.embed = new EmbeddingStep(models, posts, clock);
    this.classify = new HookStep(models, posts, clock);
    this.count = new StatisticsStep(models, clock);
    this.ends = new RunEnds(app.meters(), "profile-sync");
  }

  /** A worker that handles one cascade at a time. */
  public static JobWorker worker(AppContext app, ProfileSource source, SyncModels models) {
    return new JobWorker(
        app.vertx(),
        app.clock(),
        app.jobStore(Jobs.TIMER, app.settings().profiles().lease()),
        Optional.of("a profile sync"),
        new ProfileSyncJob(app, source, models));
  }

  @Override
  public JobResult handle(JobContext job) {
    long id = job.claim().subject();
    Optional<Job> cascade = jobs.find(id).await();
    if (cascade.isEmpty() || !cascade.get().isUnfinished()) {
      return new JobResult.Done();
    }
    Jobs.markRunning(pool, id, job.now()).await();
    for (Job step : jobs.steps(id).await()) {
      if (step.isUnfinished()) {
        Optional<JobResult> stays = run(new StepContext(job, pool, step));
        if (stays.isPresent()) {
          return stays.get();
        }
      }
    }
    return finish(job);
  }

  /**
   * @return the result of the job when the cascade cannot continue now; empty when the step has
   *     ended
   */
  private Optional<JobResult> run(StepContext context) {
    Job step = context.step();
    JobContext job = context.job();
    context.write(transaction -> Jobs.markRunning(transaction, step.id(), job.now())).await();
    return switch (end(context)) {
      case StepResult.Ended ended -> {
        context
            .write(
                transaction ->
                    Jobs.finish(transaction, step.id(), ended.status(), ended.why(), job.now()))
            .await();
        announce(step);
        yield Optional.empty();
      }
      case StepResult.Waits waits -> Optional.of(retry(context, waits));
      case StepResult.Stopped stopped -> Optional.of(new JobResult.Released());
    };
  }

  /** A permanent failure ends its step only; a passing one fails the job, which is retried. */
  private StepResult end(StepContext context) {
    try {
      return switch (context.step().type()) {
        case PROFILE_SCRAPE -> scrape.run(context);
        case EMBEDDING_UPDATE -> embed.run(context);
        case HOOK_CLASSIFICATION -> classify.run(context);
        case STATISTICS -> count.run(context);
        case FULL_CASCADE -> throw new IllegalStateException("a cascade is no step");
      };
    } catch (LeaseLostException lost) {
      throw lost;
    } catch (Exception problem) { // an await throws checked exceptions as well
      if (DatabaseErrors.isPassing(problem)) {
        throw problem;
      }
      log.atError()
          .addKeyValue("job", context.step().id())
          .addKeyValue("step", context.step().type().word())
          .setCause(problem)
          .log("A step of a sync failed; the sync continues with the next step");
      return new StepResult.Ended(RunStatus.FAILED, "could not be done: " + problem.getMessage());
    }
  }

  private JobResult retry(StepContext context, StepResult.Waits waits) {
    JobContext job = context.job();
    JobResult result =
        job.complete(
                transaction ->
                    Jobs.waits(transaction, context.step().id(), waits.until(), waits.why())
                        .compose(
                            step ->
                                Jobs.waits(
                                    transaction, job.claim().subject(), waits.until(), waits.why()))
                        .map(new JobResult.RetryAt(waits.until(), waits.why())))
            .await();
    log.atInfo()
        .addKeyValue("job", job.claim().subject())
        .addKeyValue("step", context.step().type().word())
        .addKeyValue("until", waits.until())
        .addKeyValue("reason", waits.why())
        .log("A sync waits and is retried later");
    return result;
  }

  private JobResult finish(JobContext job) {
    long id = job.claim().subject();
    List<Job> steps = jobs.steps(id).await();
    JobResult result =
        job.complete(
                transaction ->
                    Jobs.finish(transaction, id, verdict(steps), errors(steps), job.now())
                        .map(new JobResult.Done()))
            .await();
    jobs.find(id).await().ifPresent(this::report);
    return result;
  }

  /** Completed when all steps are; else partial, or failed when nothing succeeded. */
  private static RunStatus verdict(List<Job> steps) {
    boolean completed = steps.stream().allMatch(step -> step.status() == RunStatus.COMPLETED);
    int succeeded =
        steps.stream()
            .map(Job::counts)
            .mapToInt(
                counts ->
                    counts.successfulProfiles()
                        + counts.embeddingsUpdated()
                        + counts.hooksClassified())
            .sum();
    return RunStatus.ended(succeeded, completed ? 0 : 1);
  }

  private static @Nullable String errors(List<Job> steps) {
    String all =
        steps.stream()
            .map(Job::error)
            .filter(Objects::nonNull)
            .distinct()
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }

  private void announce(Job job) {
    Address.CHANGES.publish(
        vertx.eventBus(), ChangeEvent.inWorkspace("profile-sync", job.id(), job.workspace()));
  }

  private void report(Job job) {
    announce(job);
    ends.count(job.status());
    log.atInfo()
        .addKeyValue("job", job.id())
        .addKeyValue("trigger", job.trigger())
        .addKeyValue("status", job.status().word())
        .addKeyValue("error", job.error())
        .addKeyValue("profiles", job.counts().profilesProcessed())
        .addKeyValue("postsNew", job.counts().postsNew())
        .addKeyValue("embeddings", job.counts().embeddingsUpdated())
        .addKeyValue("hooks", job.counts().hooksClassified())
        .log("Profiles synchronised");
  }
}
