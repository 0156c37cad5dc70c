package io.tidemark.tracker.forecasts;

import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.Reading;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.GrowthModels.Known;
import io.tidemark.tracker.economy.GrowthReadings;
import io.tidemark.tracker.forecasts.EngagementForecast.Basis;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.tweets.Counters;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws the curves of tweets between their readings, and forecasts them. */
public final class TweetForecasts {

  /** Tweets that stopped for one of these are not expected to grow. */
  private static final Set<String> GONE = Set.of("deleted", "private", "superseded");

  /**
   * @param curve the readings and what lies between them, to the horizon unless the tweet is gone
   * @param forecast null when the tweet is gone or past the horizon
   */
  public record Drawn(List<CurvePoint> curve, @Nullable EngagementForecast forecast) {}

  private final Pool pool;
  private final GrowthModels models;

  public TweetForecasts(Pool pool, GrowthModels models) {
    this.pool = pool;
    this.models = models;
  }

  /**
   * Draws and forecasts one tweet.
   *
   * @param age what the forecast is for; null for the horizon, which none exceeds
   */
  public Future<Drawn> of(Curve tweet, Instant now, @Nullable Duration age) {
    long id = tweet.tweet().id();
    return Future.all(
            GrowthReadings.of(pool, List.of(id)), models.ofZone(pool, tweet.tweet().zoneId()))
        .map(
            both -> {
              Map<Long, List<Reading>> readings = both.resultAt(0);
              return drawn(tweet, readings.getOrDefault(id, List.of()), both.resultAt(1), now, age);
            });
  }

  private static Drawn drawn(
      Curve tweet, List<Reading> readings, Known known, Instant now, @Nullable Duration age) {
    GrowthModel model = Horizons.move(known.model(), tweet.horizon());
    var estimate = new GrowthEstimate(model, tweet.since(), readings);
    String stop = tweet.tracking().stopReason();
    boolean gone = stop != null && GONE.contains(stop);
    boolean past = !now.isBefore(estimate.horizonAt());
    return new Drawn(
        estimate.curve(!gone),
        gone || past
            ? null
            : forecast(
                tweet, estimate, age == null ? model.horizon() : age, Basis.of(known, model)));
  }

  private static EngagementForecast forecast(
      Curve tweet, GrowthEstimate estimate, Duration age, Basis basis) {
    GrowthForecast then = estimate.at(age);
    long median = Math.round(then.median());
    return new EngagementForecast(
        tweet.since().plus(then.age()),
        then.age().toSeconds(),
        median,
        Bounds.of(then.of80().orElse(null)),
        Bounds.of(then.of90().orElse(null)),
        grown(tweet.tweet().counters(), median),
        estimate.horizonAt(),
        estimate.readings(),
        basis);
  }

  /** Counters in proportion to the engagement; unknown where there is none yet and some comes. */
  private static Counters grown(Counters now, long engagement) {
    long before = now.engagement();
    if (before == engagement) {
      return now;
    }
    return Counters.of(
        counter -> {
          Long value = counter.of(now);
          return value == null || before == 0
              ? null
              : Long.valueOf(Math.round((double) value * engagement / before));
        });
  }
}
