package io.tidemark.gateway.studio;

import io.tidemark.access.Tenants;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.access.CronSecret;
import io.tidemark.gateway.runs.RunKind;
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
public final class MetricsRefreshKind implements RunKind<Run> {

  private final Runs runs;
  private final LatestRuns latest;
  private final RunStarter<StartStudioRun> starter;

  public MetricsRefreshKind(Runs runs, LatestRuns latest, EventBus bus) {
    this.runs = runs;
    this.latest = latest;
    this.starter = runs.starter(bus);
  }

  @Override
  public Names names() {
    return new Names("run", "run_id", "/api/runs/");
  }

  @Override
  public Future<StartResult> start(RoutingContext request) {
    String workspace = Paging.query(request, "workspace_id");
    Callers.mustSee(request, workspace);
    String trigger = CronSecret.letIn(request) ? "cron" : "manual";
    return starter.start(
        new StartStudioRun(trigger, workspace, Asked.flag(request, "force", false)));
  }

  @Override
  public boolean waits(RoutingContext request) {
    return Asked.flag(request, "wait", true);
  }

  @Override
  public Future<Optional<Run>> find(long id) {
    return runs.find(id);
  }

  @Override
  public RunState state(Run run) {
    return run;
  }

  @Override
  public Future<JsonObject> answer(Run run) {
    return Future.succeededFuture(
        run.isUnfinished() ? RunJson.unfinished(run) : RunJson.summary(run));
  }

  @Override
  public Future<JsonObject> details(Run run) {
    return Future.succeededFuture(RunJson.run(run));
  }

  /** Runs with their progress, the latest first. */
  public Future<List<JsonObject>> page(Tenants only, long before, int limit) {
    return latest
        .page(only, before, limit)
        .map(page -> page.stream().map(RunJson::progress).toList());
  }
}
