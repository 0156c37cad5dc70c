package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.StartDaoSweep;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.sweeps.SweepRepository;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Sweeps over DAOs. */
public final class SweepRoutes extends RunRoutes<SyncStatus.Report> {

  private final RunStarter<StartDaoSweep> starter;
  private final SweepRepository sweeps;
  private final Daos daos;
  private final SyncStatus status;
  private final WorldClock clock;

  public SweepRoutes(
      ProcessRegistry processes,
      RunEnds ends,
      RunStarter<StartDaoSweep> starter,
      SweepRepository sweeps,
      Daos daos,
      SyncStatus status,
      WorldClock clock) {
    super(processes, ends, "tracker", "sweep", "cycle_id", "/api/dao/sync/cycles/");
    this.starter = starter;
    this.sweeps = sweeps;
    this.daos = daos;
    this.status = status;
    this.clock = clock;
  }

  @Override
  protected void mustSee(RoutingContext request) {
    Callers.mustSeeDaos(request);
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    String slug = Parameters.body(request).getString("dao");
    return (slug == null ? Future.succeededFuture(true) : daos.find(slug).map(Optional::isPresent))
        .compose(
            exists ->
                exists
                    ? starter.start(new StartDaoSweep(slug))
                    : Future.failedFuture(DaoRoutes.noDao(slug)));
  }

  @Override
  protected boolean waits(RoutingContext request) {
    return Parameters.body(request).getBoolean("wait", false)
        || "true".equals(request.queryParams().get("wait"));
  }

  @Override
  protected Future<Optional<SyncStatus.Report>> find(long id) {
    return status.find(id);
  }

  @Override
  protected Future<Void> cancel(long id) {
    return sweeps.cancel(id);
  }

  @Override
  protected RunState state(SyncStatus.Report report) {
    return report.sweep();
  }

  /** Without {@code wait} the answer is 202, even if the sweep has already ended. */
  @Override
  protected boolean isDone(SyncStatus.Report report, boolean waited) {
    return waited && !report.sweep().isUnfinished();
  }

  @Override
  protected Future<?> answer(SyncStatus.Report report) {
    return details(report);
  }

  @Override
  protected Future<?> details(SyncStatus.Report report) {
    return Future.succeededFuture(SweepAnswer.of(report, clock.instant()));
  }
}
