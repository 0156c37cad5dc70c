package io.tidemark.gateway.pauses;

import io.tidemark.budget.Budgets;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Pauses.Active;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.List;

/**
 * {@code /api/pauses}: lists paused credentials with the reasons, and lets an operator end a pause.
 * Ending it deletes both its row and the reported state of the platform's windows.
 */
public final class PausesRoute {

  private record ActivePauses(List<Active> pauses) {}

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
    ApiJson.respond(request, pauses.all(clock.instant()).map(ActivePauses::new));
  }

  public void end(RoutingContext request) {
    mustSeeAll(request);
    long id = Parameters.id(request, "pauseId");
    ApiJson.respondEmpty(
        request,
        pauses
            .end(id, clock.instant())
            .map(
                ended ->
                    ended.orElseThrow(
                        () -> Problem.of(Type.NOT_FOUND, "There is no pause %d.".formatted(id))))
            .compose(
                ended -> budgets.forgetReported(ended.upstream(), ended.credential()).map(ended))
            .compose(ended -> ends.bringForward(ended.reason())));
  }

  /** Requires access to all tenants, because they share the credentials. */
  private static void mustSeeAll(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    Callers.mustSeeAllWorkspaces(request);
  }
}
