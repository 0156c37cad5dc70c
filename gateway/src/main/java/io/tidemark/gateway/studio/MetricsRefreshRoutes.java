package io.tidemark.gateway.studio;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.access.CronSecret;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.runs.Coverage;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.runs.Runs;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refreshes of studio metrics. */
public final class MetricsRefreshRoutes extends RunRoutes<Run> {

  private static final String KIND = "studio_metrics_refresh";

  private record Unfinished(
      boolean ok, long runId, RunStatus status, @Nullable Instant waitingUntil) {}

  private record Details(String kind, @JsonUnwrapped Run run, Coverage coverage) {}

  private record Listed(String kind, @JsonUnwrapped Runs.Progress run) {}

  private final Runs runs;
  private final RunStarter<StartStudioRun> starter;

  public MetricsRefreshRoutes(ProcessRegistry processes, RunEnds ends, Runs runs, EventBus bus) {
    super(processes, ends, "metrics-refresh", "run", "run_id", "/api/runs/");
    this.runs = runs;
    this.starter = runs.starter(bus);
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    String workspace = Parameters.query(request, "workspace_id");
    Callers.mustSee(request, workspace);
    String trigger = CronSecret.admitted(request) ? "cron" : "manual";
    return starter.start(
        new StartStudioRun(trigger, workspace, Parameters.flag(request, "force", false)));
  }

  @Override
  protected boolean waits(RoutingContext request) {
    return Parameters.flag(request, "wait", true);
  }

  @Override
  protected Future<Optional<Run>> find(long id) {
    return runs.find(id);
  }

  @Override
  protected Future<Void> cancel(long id) {
    return runs.cancel(id);
  }

  @Override
  protected RunState state(Run run) {
    return run;
  }

  @Override
  protected Future<?> answer(Run run) {
    return Future.succeededFuture(
        run.isUnfinished()
            ? new Unfinished(true, run.id(), run.status(), run.waitingUntil())
            : RunSummary.of(run));
  }

  @Override
  protected Future<?> details(Run run) {
    return Future.succeededFuture(new Details(KIND, run, Coverage.of(run.items())));
  }

  /** Lists runs with their progress, the latest first. */
  public Handler<RoutingContext> list() {
    return list(
        "runs",
        entry -> entry.run().id(),
        (only, before, limit) ->
            runs.page(only, before, limit)
                .map(page -> page.stream().map(run -> new Listed(KIND, run)).toList()));
  }
}
