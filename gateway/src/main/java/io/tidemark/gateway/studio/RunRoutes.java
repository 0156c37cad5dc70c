package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.contract.Message.StudioRunStarted;
import io.tidemark.contract.Question;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.access.CronSecret;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.problems.Unanswered;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.runs.LatestRuns;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Runs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs that a cron job or a person asks for, and how they stand (SPEC §3). */
public final class RunRoutes {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int COME_BACK_SECONDS = 10;

  /** How long a caller is kept waiting; the run goes on all the same. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private static final long LOOK_AGAIN_MILLIS = 250;

  private final Runs runs;
  private final LatestRuns latest;

  public RunRoutes(Pool pool, StudioSettings settings, WorldClock clock) {
    this.runs = new Runs(pool, clock, settings);
    this.latest = new LatestRuns(pool);
  }

  public void start(RoutingContext request) {
    String workspace = Paging.query(request, "workspace_id");
    if (workspace == null) {
      Callers.mustSeeAllWorkspaces(request);
    } else {
      Callers.workspace(request, workspace);
    }
    boolean wait = Asked.flag(request, "wait", true);
    boolean force = Asked.flag(request, "force", false);
    String trigger = CronSecret.letIn(request) ? "cron" : "manual";
    Question.START_STUDIO_RUN
        .ask(request.vertx().eventBus(), new StartStudioRun(trigger, workspace, force), PATIENCE)
        .compose(started -> begun(started, workspace))
        .compose(id -> standing(request, id, wait))
        .onSuccess(run -> answer(request, run))
        .onFailure(Unanswered.told(request, "The metrics refresh", COME_BACK_SECONDS));
  }

  private static Future<Long> begun(StudioRunStarted started, @Nullable String workspace) {
    return switch (started.result()) {
      case STARTED -> Future.succeededFuture(started.run());
      case UNDER_WAY ->
          Future.failedFuture(
              Problem.of(
                  Type.CONFLICT,
                  "Run %d covers the same and has not ended; /api/runs/%d follows it."
                      .formatted(started.run(), started.run()),
                  new JsonArray().add(new JsonObject().put("run_id", started.run()))));
      case NO_WORKSPACE -> Future.failedFuture(Callers.noWorkspace(String.valueOf(workspace)));
    };
  }

  private Future<Run> standing(RoutingContext request, long id, boolean wait) {
    long until = System.nanoTime() + (wait ? LONGEST_WAIT.toNanos() : 0);
    return look(request, id, until);
  }

  /** Looks at the row again and again: it tells the same whichever pod works on the run. */
  private Future<Run> look(RoutingContext request, long id, long until) {
    return AsyncLoop.until(
        () ->
            found(id)
                .compose(
                    run ->
                        !run.isUnfinished()
                                || run.waitingUntil() != null
                                || System.nanoTime() - until >= 0
                                || request.response().closed()
                            ? Future.succeededFuture(Optional.of(run))
                            : request
                                .vertx()
                                .timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                                .map(again -> Optional.<Run>empty())));
  }

  private Future<Run> found(long id) {
    return runs.find(id)
        .compose(
            run ->
                run.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(noRun(id))));
  }

  private static Problem noRun(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no run %d.".formatted(id));
  }

  private static void answer(RoutingContext request, Run run) {
    if (run.isUnfinished()) {
      request.response().setStatusCode(202);
      request.json(
          new JsonObject()
              .put("ok", true)
              .put("run_id", run.id())
              .put("status", run.status())
              .put("waiting_until", Asked.text(run.waitingUntil())));
    } else {
      request.json(RunJson.summary(run));
    }
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String cursor = Paging.cursor(request);
    latest
        .page(
            Callers.of(request).workspaces(),
            cursor == null ? Long.MAX_VALUE : Paging.number(cursor),
            limit)
        .onSuccess(
            page -> {
              var list = new JsonArray();
              page.forEach(run -> list.add(RunJson.progress(run)));
              request.json(
                  new JsonObject()
                      .put("runs", list)
                      .put(
                          "next_cursor",
                          Paging.next(page, limit, last -> Long.toString(last.id()))));
            })
        .onFailure(request::fail);
  }

  public void read(RoutingContext request) {
    long id = Asked.id(request, "runId");
    found(id)
        .compose(
            run ->
                mayBeSeen(request, run)
                    ? Future.succeededFuture(run)
                    : Future.failedFuture(noRun(id)))
        .onSuccess(run -> request.json(RunJson.run(run)))
        .onFailure(request::fail);
  }

  /** What a run over all workspaces did is nothing that one of them shall know of the others. */
  private static boolean mayBeSeen(RoutingContext request, Run run) {
    var own = Callers.of(request).workspaces();
    return run.workspace() == null ? own.all() : own.contains(run.workspace());
  }
}
