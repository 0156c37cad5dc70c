package io.tidemark.gateway.pauses;

import io.tidemark.budget.Budgets;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.profiles.jobs.HeldJobs;
import io.tidemark.studio.runs.HeldRuns;
import io.tidemark.tracker.lots.HeldLots;
import io.tidemark.tracker.sweeps.HeldSweeps;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Pauses.Rest;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;

/**
 * {@code /api/pauses}: the paused credentials, and why; an operator ends a pause that is wrong.
 * Both memories of it go together: the row, and what the platform said of its own windows.
 */
public final class PausesRoute {

  private final Pool pool;
  private final Pauses pauses;
  private final Budgets budgets;
  private final WorldClock clock;

  public PausesRoute(Pool pool, Budgets budgets, WorldClock clock) {
    this.pool = pool;
    this.pauses = new Pauses(pool);
    this.budgets = budgets;
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    mustSeeAll(request);
    pauses
        .all(clock.instant())
        .onSuccess(
            resting -> {
              var list = new JsonArray();
              resting.forEach(rest -> list.add(json(rest)));
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
        .compose(rest -> budgets.forgetReported(rest.upstream(), rest.credential()).map(rest))
        .compose(ended -> bringForward(request.vertx().eventBus(), ended.reason()))
        .onSuccess(forward -> request.response().setStatusCode(204).end())
        .onFailure(request::fail);
  }

  /** Whatever waits for the pause, of any kind, is due now. */
  private Future<Void> bringForward(EventBus bus, String reason) {
    Instant now = clock.instant();
    var nudge = new Nudge(now);
    return HeldLots.dueNow(pool, reason, now)
        .onSuccess(lots -> Address.LOTS.publish(bus, nudge))
        .compose(lots -> HeldSweeps.dueNow(pool, reason, now))
        .onSuccess(cycles -> Address.DAO_SWEEPS.publish(bus, nudge))
        .compose(cycles -> HeldRuns.dueNow(pool, reason, now))
        .onSuccess(runs -> Address.STUDIO_RUNS.publish(bus, nudge))
        .compose(runs -> HeldJobs.dueNow(pool, reason, now))
        .onSuccess(jobs -> Address.PROFILE_SYNCS.publish(bus, nudge))
        .mapEmpty();
  }

  /** A credential is shared by tenants of all kinds. */
  private static void mustSeeAll(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    Callers.mustSeeAllWorkspaces(request);
  }

  private static JsonObject json(Rest rest) {
    return new JsonObject()
        .put("id", rest.id())
        .put("upstream", rest.upstream())
        .put("credential", rest.credential())
        .put("since", rest.since().toString())
        .put("paused_until", rest.until().toString())
        .put("reason", rest.reason());
  }
}
