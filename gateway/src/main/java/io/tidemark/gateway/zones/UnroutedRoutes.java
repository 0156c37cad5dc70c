package io.tidemark.gateway.zones;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.intake.UnroutedDeliveries.OfRule;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

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

  private record Unrouted(List<OfRule> unrouted) {}

  private record Deleted(String ruleId, long deleted) {}

  private record Replayed(String ruleId, long unroutedWaiting) {}

  public void list(RoutingContext request) {
    Callers.mustSeeAllZones(request); // no tenant owns them yet
    ApiJson.respond(
        request, unrouted.byRule(Paging.limit(request, Paging.DEFAULT_LIMIT)).map(Unrouted::new));
  }

  /** Deletes the deliveries of a rule, both waiting ones and those whose replay failed. */
  public void forget(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    String ruleId = Parameters.path(request, "ruleId");
    ApiJson.respond(request, unrouted.forget(ruleId).map(deleted -> new Deleted(ruleId, deleted)));
  }

  /** Replays the deliveries of a rule at once, also those whose replay failed. */
  public void replay(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    String ruleId = Parameters.path(request, "ruleId");
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
              Address.UNROUTED.publish(request.vertx().eventBus(), new WakeUp(clock.instant()));
              ApiJson.answer(request, 202, new Replayed(ruleId, waiting));
            })
        .onFailure(request::fail);
  }
}
