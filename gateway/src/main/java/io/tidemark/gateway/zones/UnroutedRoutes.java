package io.tidemark.gateway.zones;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/twitter/unrouted}: deliveries that wait for a zone, rule by rule. */
public final class UnroutedRoutes {

  private final UnroutedDeliveries unrouted;
  private final Rules rules;
  private final WorldClock clock;

  public UnroutedRoutes(UnroutedDeliveries unrouted, Rules rules, WorldClock clock) {
    this.unrouted = unrouted;
    this.rules = rules;
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    Callers.mustSeeAllZones(request); // nobody knows yet whose they are
    unrouted
        .byRule(Paging.limit(request, Paging.DEFAULT_LIMIT))
        .onSuccess(
            waiting -> {
              var list = new JsonArray();
              waiting.forEach(
                  rule ->
                      list.add(
                          new JsonObject()
                              .put("rule_id", rule.ruleId())
                              .put("waiting", rule.waiting())
                              .put("stuck", rule.stuck())
                              .put("problem", rule.problem())
                              .put("first_received_at", rule.first().toString())
                              .put("last_received_at", rule.last().toString())));
              request.json(new JsonObject().put("unrouted", list));
            })
        .onFailure(request::fail);
  }

  /** Deletes what waits of a rule and what a replay could not take. */
  public void forget(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    String ruleId = Paging.validated(request).getPathParameters().get("ruleId").getString();
    unrouted
        .forget(ruleId)
        .onSuccess(
            deleted ->
                request.json(new JsonObject().put("rule_id", ruleId).put("deleted", deleted)))
        .onFailure(request::fail);
  }

  /** What a replay could not take is tried again; what waits is tried at once. */
  public void replay(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    String ruleId = Paging.validated(request).getPathParameters().get("ruleId").getString();
    rules
        .find(ruleId)
        .compose(
            rule ->
                rule.isPresent()
                    ? unrouted.tryAgain(ruleId)
                    : Future.failedFuture(
                        Problem.of(
                            Type.CONFLICT,
                            "The rule %s is not mapped to a zone; map it, and its deliveries are replayed."
                                .formatted(ruleId))))
        .compose(again -> unrouted.waiting(ruleId))
        .onSuccess(
            waiting -> {
              Address.UNROUTED.publish(request.vertx().eventBus(), new Nudge(clock.instant()));
              request.response().setStatusCode(202);
              request.json(
                  new JsonObject().put("rule_id", ruleId).put("unrouted_waiting", waiting));
            })
        .onFailure(request::fail);
  }
}
