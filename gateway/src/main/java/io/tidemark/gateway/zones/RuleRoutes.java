package io.tidemark.gateway.zones;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.RuleIds;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.Rules.Rule;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/twitter/rules}. */
public final class RuleRoutes {

  private final Rules rules;
  private final UnroutedDeliveries unrouted;
  private final WorldClock clock;

  public RuleRoutes(Rules rules, UnroutedDeliveries unrouted, WorldClock clock) {
    this.rules = rules;
    this.unrouted = unrouted;
    this.clock = clock;
  }

  private record Mapped(@JsonUnwrapped Rule rule, long unroutedWaiting) {}

  public void map(RoutingContext request) {
    JsonObject body = Parameters.body(request);
    String zoneId = Callers.zone(request, body.getString("zone_id"));
    String ruleId = Parameters.text(body, "rule_id").orElseThrow();
    RuleIds.problem(ruleId)
        .ifPresent(
            problem -> {
              throw Problem.of(Type.INVALID_REQUEST, "rule_id " + problem);
            });
    boolean all = Callers.of(request).zones().all();
    if (!all && ruleId.equals(Intake.NO_RULE)) {
      throw waiting(ruleId);
    }
    rules
        .map(ruleId, zoneId, body.getString("tag"), all, clock.instant())
        .compose(
            rule ->
                rule.isPresent()
                    ? Future.succeededFuture(rule.get())
                    : rules
                        .find(ruleId)
                        .compose(
                            other ->
                                other.isPresent()
                                    ? Future.failedFuture(taken(request, other.get()))
                                    : unrouted
                                        .anyOf(ruleId)
                                        .compose(
                                            any ->
                                                Future.failedFuture(
                                                    any && !all
                                                        ? waiting(ruleId)
                                                        : Callers.noZone(zoneId)))))
        .compose(rule -> unrouted.waiting(ruleId).map(waiting -> new Mapped(rule, waiting)))
        .onSuccess(
            rule -> {
              Address.UNROUTED.publish(request.vertx().eventBus(), new WakeUp(clock.instant()));
              ApiJson.answer(request, 201, rule);
            })
        .onFailure(request::fail);
  }

  /** Kept deliveries of an unmapped rule belong to no tenant yet. */
  private static Problem waiting(String ruleId) {
    return Problem.of(
        Type.NOT_ALLOWED,
        "Deliveries of the rule %s may be another tenant's; only a key for all zones may map it."
            .formatted(ruleId));
  }

  /** Names the zone of a taken rule only to callers who may see it. */
  private static Problem taken(RoutingContext request, Rule rule) {
    return Problem.of(
        Type.CONFLICT,
        Callers.of(request).zones().contains(rule.zoneId())
            ? "The rule %s is mapped to the zone %s; delete that first."
                .formatted(rule.ruleId(), rule.zoneId())
            : "The rule %s is taken.".formatted(rule.ruleId()));
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    ApiJson.respond(
        request,
        rules
            .after(after == null ? "" : after, limit, Callers.of(request).zones())
            .map(page -> Paging.page("rules", page, limit, Rule::ruleId)));
  }

  public void unmap(RoutingContext request) {
    String ruleId = Parameters.path(request, "ruleId");
    ApiJson.respondRemoved(
        request,
        rules.remove(ruleId, Callers.of(request).zones()),
        () -> Problem.of(Type.NOT_FOUND, "The rule %s is not mapped.".formatted(ruleId)));
  }
}
