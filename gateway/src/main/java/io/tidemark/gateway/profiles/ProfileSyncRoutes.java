package io.tidemark.gateway.profiles;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.ProfileSyncStarted;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.Question;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.problems.Unanswered;
import io.tidemark.gateway.waiting.Waited;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.profiles.authors.SyncFigures;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.profiles.jobs.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Syncs of profiles that somebody asks for, and how they stand (SPEC §4). */
public final class ProfileSyncRoutes {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int COME_BACK_SECONDS = 10;
  private static final int MOST_PROFILES = 20;

  private final Pool pool;
  private final WorldClock clock;
  private final Jobs jobs;

  public ProfileSyncRoutes(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
    this.jobs = new Jobs(pool, clock);
  }

  public void start(RoutingContext request) {
    RequestParameter given = Paging.validated(request).getBody();
    JsonObject body = given == null || given.isNull() ? new JsonObject() : given.getJsonObject();
    String workspace = body.getString("workspace_id");
    if (workspace == null) {
      Callers.mustSeeAllWorkspaces(request);
    } else {
      Callers.workspace(request, workspace);
    }
    boolean wait = !"false".equals(request.queryParams().get("wait"));
    var wanted =
        new StartProfileSync(
            body.getInteger("max_profiles", MOST_PROFILES),
            body.getBoolean("generate_embeddings", true),
            body.getBoolean("classify_hooks", true),
            workspace);
    Question.START_PROFILE_SYNC
        .ask(request.vertx().eventBus(), wanted, PATIENCE)
        .compose(started -> begun(started, workspace))
        .compose(
            id ->
                Waited.on(
                    request,
                    wait,
                    () -> found(id),
                    job -> !job.isUnfinished() || job.waitingUntil() != null))
        .compose(job -> answer(request, job))
        .onFailure(Unanswered.told(request, "The profile sync", COME_BACK_SECONDS));
  }

  private static Future<Long> begun(ProfileSyncStarted started, @Nullable String workspace) {
    return switch (started.result()) {
      case STARTED -> Future.succeededFuture(started.job());
      case UNDER_WAY ->
          Future.failedFuture(
              Problem.of(
                  Type.CONFLICT,
                  "Sync %d has not ended; /api/profiles/sync/jobs/%d follows it."
                      .formatted(started.job(), started.job()),
                  new JsonArray().add(new JsonObject().put("job_id", started.job()))));
      case PAUSED ->
          Future.failedFuture(
              Problem.of(
                  Type.CONFLICT,
                  "The workspace %s is paused; its profiles are synchronised when it goes on."
                      .formatted(workspace)));
      case NO_WORKSPACE -> Future.failedFuture(Callers.noWorkspace(String.valueOf(workspace)));
    };
  }

  private Future<Job> found(long id) {
    return jobs.find(id)
        .compose(
            job ->
                job.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(noJob(id))));
  }

  private static Problem noJob(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no sync %d.".formatted(id));
  }

  private Future<Void> answer(RoutingContext request, Job job) {
    if (job.isUnfinished()) {
      request.response().setStatusCode(202);
      return request.json(
          new JsonObject()
              .put("success", true)
              .put("job_id", job.id())
              .put("status", job.status())
              .put("waiting_until", SyncJson.text(job.waitingUntil())));
    }
    return JobProfiles.of(pool, job.id())
        .compose(parts -> request.json(SyncJson.summary(job, parts, clock.instant())));
  }

  public void read(RoutingContext request) {
    long id = Paging.validated(request).getPathParameters().get("jobId").getLong();
    found(id)
        .compose(
            job ->
                mayBeSeen(request, job)
                    ? Future.succeededFuture(job)
                    : Future.failedFuture(noJob(id)))
        .compose(
            job ->
                jobs.steps(id)
                    .compose(
                        steps ->
                            JobProfiles.of(pool, id)
                                .map(parts -> SyncJson.details(job, steps, parts))))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  /** What a sync of all profiles did is nothing that one workspace shall know of the others. */
  private static boolean mayBeSeen(RoutingContext request, Job job) {
    var own = Callers.of(request).workspaces();
    return job.workspace() == null ? own.all() : own.contains(job.workspace());
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long before = Paging.number(Paging.cursor(request));
    jobs.before(
            before == 0 ? Long.MAX_VALUE : before,
            limit,
            Callers.of(request).workspaces().toArrayOrNull())
        .onSuccess(
            page -> {
              var list = new JsonArray();
              page.forEach(job -> list.add(SyncJson.job(job)));
              request.json(
                  new JsonObject()
                      .put("jobs", list)
                      .put(
                          "next_cursor", Paging.next(page, limit, job -> Long.toString(job.id()))));
            })
        .onFailure(request::fail);
  }

  public void stats(RoutingContext request) {
    SyncFigures.read(pool, Callers.of(request).workspaces(), clock.instant())
        .onSuccess(
            figures ->
                request.json(
                    new JsonObject()
                        .put("totalProfiles", figures.totalProfiles())
                        .put("profilesNeedingSync", figures.profilesNeedingSync())
                        .put("profilesLeftOut", figures.profilesLeftOut())
                        .put("totalPosts", figures.posts())
                        .put("postsWithoutEmbedding", figures.postsWithoutEmbedding())
                        .put("postsWithoutHookClass", figures.postsWithoutHookClass())
                        .put("lastSyncDate", SyncJson.text(figures.lastSync()))))
        .onFailure(request::fail);
  }
}
