package io.tidemark.gateway.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.boot.AppContext;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.plan.PollingPlan;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.HorizonText;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.GrowthModels.Extent;
import io.tidemark.growth.GrowthModels.Known;
import io.tidemark.tracker.backtest.ClockRule;
import io.tidemark.tracker.economy.Arrivals;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** {@code /api/plan}: what polls cost and miss, told before they are made. */
public final class PlanRoute {

  private static final long SEED = 1;

  /** Of a stream of no zone, whose tweets are taken to arrive one by one. */
  private static final double DEFAULT_SAMPLE_PERCENT = 1;

  private static final int MOST_PLANS = 200;

  private record Key(long model, Duration horizon, Weight weight) {}

  private final AppContext app;
  private final Zones zones;
  private final GrowthModels models;
  private final Known shipped =
      new Known(GrowthModels.SHIPPED, Extent.SHIPPED, ShippedModel.tweets());
  private final Cache<Key, Future<PollingPlan>> plans =
      Caffeine.newBuilder().maximumSize(MOST_PLANS).build();

  public PlanRoute(AppContext app) {
    this.app = app;
    zones = new Zones(app.pool());
    models = new GrowthModels();
  }

  public void read(RoutingContext request) {
    Goal wanted = Wanted.of(request);
    String zone = Parameters.query(request, "zone");
    Future<PlannedStream> stream =
        zone == null ? Future.succeededFuture(ofNoZone(request)) : ofZone(request, zone);
    ApiJson.respond(
        request,
        stream.compose(
            of ->
                plan(of)
                    .map(
                        plan ->
                            PlanAnswer.of(
                                of, plan, wanted, PlannedSource.all(app.settings(), zone)))));
  }

  private PlannedStream ofNoZone(RoutingContext request) {
    double tweetsPerHour =
        tweetsPerHour(request)
            .orElseThrow(
                () ->
                    Problem.of(
                        Type.INVALID_REQUEST, "Without a zone tweets_per_hour must be given."));
    return new PlannedStream(
        null,
        shipped,
        horizon(request, Duration.ofDays(1)),
        weight(request, Weight.BALANCED),
        tweetsPerHour,
        1,
        DEFAULT_SAMPLE_PERCENT);
  }

  private Future<PlannedStream> ofZone(RoutingContext request, String id) {
    Callers.zone(request, id);
    return Future.all(
            zones.find(id),
            models.ofZone(app.pool(), id),
            Arrivals.of(app.pool(), id, app.clock().instant()))
        .map(
            all -> {
              Optional<Zone> found = all.resultAt(0);
              return stream(
                  request,
                  found.orElseThrow(() -> Callers.noZone(id)),
                  all.resultAt(1),
                  all.resultAt(2));
            });
  }

  private static PlannedStream stream(
      RoutingContext request, Zone zone, Known model, Arrivals arrivals) {
    double tweetsPerHour = tweetsPerHour(request).orElse(arrivals.tweetsPerHour());
    if (tweetsPerHour == 0) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "No tweet arrived in zone %s in the last 7 days; give tweets_per_hour."
              .formatted(zone.id()));
    }
    Double percent = zone.samplePercent();
    return new PlannedStream(
        zone.id(),
        model,
        horizon(request, zone.horizon()),
        weight(request, zone.weight()),
        tweetsPerHour,
        arrivals.lot(),
        percent == null ? DEFAULT_SAMPLE_PERCENT : percent);
  }

  private static Optional<Double> tweetsPerHour(RoutingContext request) {
    return Optional.of(Parameters.fraction(request, "tweets_per_hour", Double.NaN))
        .filter(given -> !given.isNaN());
  }

  private static Duration horizon(RoutingContext request, Duration otherwise) {
    String text = Parameters.query(request, "horizon");
    return text == null ? otherwise : HorizonText.read(text);
  }

  private static Weight weight(RoutingContext request, Weight otherwise) {
    String word = Parameters.query(request, "weight");
    return word == null ? otherwise : Weight.of(word);
  }

  /** The plan of a model is made once. */
  private Future<PollingPlan> plan(PlannedStream stream) {
    var key = new Key(stream.model().id(), stream.horizon(), stream.weight());
    Future<PollingPlan> plan =
        plans.get(
            key,
            missing ->
                app.vertx()
                    .executeBlocking(
                        () ->
                            PollingPlan.of(
                                Horizons.move(stream.model().model(), key.horizon()),
                                key.weight(),
                                ClockRule::all,
                                SEED)));
    return plan.onFailure(defect -> plans.invalidate(key));
  }
}
