package io.tidemark.gateway.studio;

import io.tidemark.access.Tenants;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.access.CronSecret;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.runs.LatestRuns;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Runs;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Refreshes of studio metrics (SPEC §3). */
public final class MetricsRefreshRoutes extends RunRoutes<Run> {

  private final Runs runs;
  private final LatestRuns latest;
  private final RunStarter<StartStudioRun> starter;

  public MetricsRefreshRoutes(Runs runs, LatestRuns latest, EventBus bus) {
    super("run", "run_id", "/api/runs/");
    this.runs = runs;
    this.latest = latest;
    this.starter = runs.starter(bus);
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    String workspace = Paging.query(request, "workspace_id");
    Callers.mustSee(request, workspace);
    String trigger = CronSecret.letIn(request) ? "cron" : "manual";
    return starter.start(
        new StartStudioRun(trigger, workspace, Asked.flag(request, "force", false)));
  }

  @Override
  protected boolean waits(RoutingContext request) {
    return Asked.flag(request, "wait", true);
  }

  @Override
  protected Future<Optional<Run>> find(long id) {
    return runs.find(id);
  }

  @Override
  protected RunState state(Run run) {
    return run;
  }

  @Override
  protected Future<JsonObject> answer(Run run) {
    return Future.succeededFuture(
        run.isUnfinished() ? RunJson.unfinished(run) : RunJson.summary(run));
  }

  @Override
  protected Future<JsonObject> details(Run run) {
    return Future.succeededFuture(RunJson.run(run));
  }

  /** Runs with their progress, the latest first. */
  public Future<List<JsonObject>> page(Tenants only, long before, int limit) {
    return latest
        .page(only, before, limit)
        .map(page -> page.stream().map(RunJson::progress).toList());
  }
}
