package io.tidemark.gateway.profiles;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Job.Item;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Profile syncs. */
public final class ProfileSyncRoutes extends RunRoutes<Job> {

  private static final int DEFAULT_PROFILES = 20;

  private record Unfinished(
      boolean success, long jobId, RunStatus status, @Nullable Instant waitingUntil) {}

  /** The summary, in the form of the first version of the API. */
  private record Summary(
      boolean success,
      long jobId,
      RunStatus status,
      double durationSeconds,
      @JsonUnwrapped Counts counts,
      @Nullable String error,
      List<Item> results) {}

  private record Details(@JsonUnwrapped Job job, List<Job> steps, List<Item> results) {}

  private final Pool pool;
  private final WorldClock clock;
  private final Jobs jobs;
  private final RunStarter<StartProfileSync> starter;

  public ProfileSyncRoutes(
      ProcessRegistry processes, RunEnds ends, Pool pool, WorldClock clock, EventBus bus) {
    super(processes, ends, "profile-sync", "sync", "job_id", "/api/profiles/sync/jobs/");
    this.pool = pool;
    this.clock = clock;
    this.jobs = new Jobs(pool, clock);
    this.starter = jobs.starter(bus);
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    JsonObject body = Parameters.body(request);
    String workspace = body.getString("workspace_id");
    Callers.mustSee(request, workspace);
    return starter.start(
        new StartProfileSync(
            body.getInteger("max_profiles", DEFAULT_PROFILES),
            body.getBoolean("generate_embeddings", true),
            body.getBoolean("classify_hooks", true),
            workspace));
  }

  @Override
  protected boolean waits(RoutingContext request) {
    return !"false".equals(request.queryParams().get("wait"));
  }

  @Override
  protected Future<Optional<Job>> find(long id) {
    return jobs.find(id);
  }

  @Override
  protected Future<Void> cancel(long id) {
    return jobs.find(id)
        .compose(
            job ->
                job.filter(found -> found.parent() != null).isPresent()
                    ? Future.failedFuture(
                        Problem.of(
                            Type.NOT_FOUND,
                            "%d is a step of a sync; the sync is cancelled as a whole."
                                .formatted(id)))
                    : jobs.cancel(id));
  }

  @Override
  protected RunState state(Job job) {
    return job;
  }

  @Override
  protected Future<?> answer(Job job) {
    return job.isUnfinished()
        ? Future.succeededFuture(new Unfinished(true, job.id(), job.status(), job.waitingUntil()))
        : JobProfiles.of(pool, job.id()).map(results -> summary(job, results));
  }

  private Summary summary(Job job, List<Item> results) {
    Instant end = job.finishedAt() == null ? clock.instant() : job.finishedAt();
    double seconds = Duration.between(job.createdAt(), end).toMillis() / 1_000.0;
    return new Summary(
        job.status() != RunStatus.FAILED,
        job.id(),
        job.status(),
        Math.max(0, seconds),
        job.counts(),
        job.error(),
        results);
  }

  @Override
  protected Future<?> details(Job job) {
    return jobs.steps(job.id())
        .compose(
            steps ->
                JobProfiles.of(pool, job.id()).map(results -> new Details(job, steps, results)));
  }

  /** Lists syncs without their steps, the latest first. */
  public Handler<RoutingContext> list() {
    return list(
        "jobs", Job::id, (only, before, limit) -> jobs.before(before, limit, only.toArrayOrNull()));
  }
}
