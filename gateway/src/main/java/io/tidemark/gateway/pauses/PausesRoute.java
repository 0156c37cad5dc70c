package io.tidemark.gateway.pauses;

import io.tidemark.budget.Budgets;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Pauses.Active;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;

/**
 * {@code /api/pauses}: lists paused credentials with the reasons, and lets an operator end a pause.
 * Ending it deletes both its row and the reported state of the platform's windows.
 */
public final class PausesRoute {

  private final Pauses pauses;
  private final PauseEnds ends;
  private final Budgets budgets;
  private final WorldClock clock;

  public PausesRoute(Pool pool, Budgets budgets, WorldClock clock, PauseEnds ends) {
    this.pauses = new Pauses(pool);
    this.ends = ends;
    this.budgets = budgets;
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    mustSeeAll(request);
    pauses
        .all(clock.instant())
        .onSuccess(
            active -> {
              var list = new JsonArray();
              active.forEach(pause -> list.add(json(pause)));
              request.json(new JsonObject().put("pauses", list));
            })
        .onFailure(request::fail);
  }

  public void end(RoutingContext request) {
    mustSeeAll(request);
    long id = Paging.validated(request).getPathParameters().get("pauseId").getLong();
    pauses
        .end(id, clock.instant())
        .compose(
            ended ->
                ended
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                Problem.of(Type.NOT_FOUND, "There is no pause %d.".formatted(id)))))
        .compose(ended -> budgets.forgetReported(ended.upstream(), ended.credential()).map(ended))
        .compose(ended -> ends.bringForward(ended.reason()))
        .onSuccess(forward -> request.response().setStatusCode(204).end())
        .onFailure(request::fail);
  }

  /** Requires access to all tenants, because they share the credentials. */
  private static void mustSeeAll(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    Callers.mustSeeAllWorkspaces(request);
  }

  private static JsonObject json(Active pause) {
    return new JsonObject()
        .put("id", pause.id())
        .put("upstream", pause.upstream())
        .put("credential", pause.credential())
        .put("since", pause.since().toString())
        .put("paused_until", pause.until().toString())
        .put("reason", pause.reason());
  }
}
