package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.StartDaoSweep;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.runs.RunRoutes;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunState;
import io.tidemark.runs.StartResult;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import java.util.Optional;

/** Sweeps over DAOs (SPEC §2). */
public final class SweepRoutes extends RunRoutes<SyncStatus.Report> {

  private final RunStarter<StartDaoSweep> starter;
  private final Daos daos;
  private final SyncStatus status;
  private final WorldClock clock;

  public SweepRoutes(
      RunStarter<StartDaoSweep> starter, Daos daos, SyncStatus status, WorldClock clock) {
    super("sweep", "cycle_id", "/api/dao/sync/cycles/");
    this.starter = starter;
    this.daos = daos;
    this.status = status;
    this.clock = clock;
  }

  @Override
  protected void mustSee(RoutingContext request) {
    Callers.mustSeeDaos(request);
  }

  private static JsonObject body(RoutingContext request) {
    RequestParameter given = Paging.validated(request).getBody();
    return given == null || given.isEmpty() ? new JsonObject() : given.getJsonObject();
  }

  @Override
  protected Future<StartResult> started(RoutingContext request) {
    String slug = body(request).getString("dao");
    return (slug == null ? Future.succeededFuture(true) : daos.find(slug).map(Optional::isPresent))
        .compose(
            exists ->
                exists
                    ? starter.start(new StartDaoSweep(slug))
                    : Future.failedFuture(DaoRoutes.noDao(slug)));
  }

  @Override
  protected boolean waits(RoutingContext request) {
    return body(request).getBoolean("wait", false)
        || "true".equals(request.queryParams().get("wait"));
  }

  @Override
  protected Future<Optional<SyncStatus.Report>> find(long id) {
    return status.find(id);
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
  protected Future<JsonObject> answer(SyncStatus.Report report) {
    return details(report);
  }

  @Override
  protected Future<JsonObject> details(SyncStatus.Report report) {
    return Future.succeededFuture(SweepJson.report(report, clock.instant()));
  }
}
