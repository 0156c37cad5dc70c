package io.tidemark.gateway.profiles;

import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;

/** Profile syncs (SPEC §4). */
public final class ProfileSyncRoutes extends RunRoutes<Job> {

  private static final int DEFAULT_PROFILES = 20;

  private final Pool pool;
  private final WorldClock clock;
  private final Jobs jobs;
  private final RunStarter<StartProfileSync> starter;

  public ProfileSyncRoutes(Pool pool, WorldClock clock, EventBus bus) {
    super("sync", "job_id", "/api/profiles/sync/jobs/");
    this.pool = pool;
    this.clock = clock;
    this.jobs = new Jobs(pool, clock);
    this.starter = jobs.starter(bus);
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    RequestParameter given = Paging.validated(request).getBody();
    JsonObject body = given == null || given.isNull() ? new JsonObject() : given.getJsonObject();
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
  protected RunState state(Job job) {
    return job;
  }

  @Override
  protected Future<JsonObject> answer(Job job) {
    return job.isUnfinished()
        ? Future.succeededFuture(SyncJson.unfinished(job))
        : JobProfiles.of(pool, job.id())
            .map(parts -> SyncJson.summary(job, parts, clock.instant()));
  }

  @Override
  protected Future<JsonObject> details(Job job) {
    return jobs.steps(job.id())
        .compose(
            steps ->
                JobProfiles.of(pool, job.id()).map(parts -> SyncJson.details(job, steps, parts)));
  }

  /** Syncs without their steps, the latest first. */
  public Future<List<JsonObject>> page(Tenants only, long before, int limit) {
    return jobs.before(before, limit, only.toArrayOrNull())
        .map(page -> page.stream().map(SyncJson::job).toList());
  }
}
