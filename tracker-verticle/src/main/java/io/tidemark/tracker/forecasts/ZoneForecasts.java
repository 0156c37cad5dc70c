package io.tidemark.tracker.forecasts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.Reading;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.GrowthModels.Known;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.GrowthAge;
import io.tidemark.tracker.economy.GrowthReadings;
import io.tidemark.tracker.forecasts.EngagementForecast.Basis;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Forecasts the tweets of a zone that are younger than its horizon. */
public final class ZoneForecasts {

  /** The most tweets that are forecast for one answer. */
  public static final int MOST = 1_000;

  /** What the tweets are in the order of, the highest first. */
  public enum Sort {
    EXPECTED(Outlook::engagement),
    GROWTH(Outlook::growth);

    private final ToLongFunction<Outlook> value;

    Sort(ToLongFunction<Outlook> value) {
      this.value = value;
    }
  }

  /**
   * A place in the order; the next page begins after it.
   *
   * @param value the expected engagement or growth
   */
  public record Place(long value, long id) {}

  /**
   * @param engagement expected at the horizon, the median
   * @param growth the part of it that is still to come
   */
  private record Outlook(
      long id,
      long engagement,
      long growth,
      @Nullable Bounds of80,
      @Nullable Bounds of90,
      Instant horizonAt) {

    private boolean isAfter(Place place, Sort sort) {
      long value = sort.value.applyAsLong(this);
      return value < place.value() || (value == place.value() && id < place.id());
    }
  }

  /** A tweet with the engagement that it is expected to have at the horizon. */
  public record Expected(
      @JsonUnwrapped TweetRow tweet,
      long expectedEngagement,
      long expectedGrowth,
      @JsonProperty("interval_80") @Nullable Bounds of80,
      @JsonProperty("interval_90") @Nullable Bounds of90,
      Instant horizonAt) {

    /** Its place in an order. */
    public Place place(Sort sort) {
      return new Place(sort == Sort.EXPECTED ? expectedEngagement : expectedGrowth, tweet.id());
    }
  }

  /**
   * @param cut whether the zone has more tweets below the horizon than were forecast
   */
  public record Found(List<Expected> tweets, boolean cut, Basis basis) {}

  private record Candidate(long id, Instant since) {}

  private record Candidates(List<Candidate> tweets, boolean cut) {}

  private final Vertx vertx;
  private final Pool pool;
  private final GrowthModels models;
  private final Curves curves;

  public ZoneForecasts(Vertx vertx, Pool pool, GrowthModels models) {
    this.vertx = vertx;
    this.pool = pool;
    this.models = models;
    this.curves = new Curves(pool);
  }

  /**
   * Forecasts the tweets of a zone. Of more than {@link #MOST}, those with the highest engagement
   * and those with the highest engagement for their age.
   *
   * @param after the last place of the page before; null for the first page
   * @return empty when there is no such zone
   */
  public Future<Optional<Found>> of(
      String zone, Instant now, Sort sort, @Nullable Place after, int limit) {
    return horizon(zone)
        .compose(
            horizon ->
                horizon.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : found(zone, horizon.get(), now, sort, after, limit).map(Optional::of));
  }

  private Future<Optional<Duration>> horizon(String zone) {
    return pool.preparedQuery("select horizon_minutes from zones where id = $1")
        .execute(Tuple.of(zone))
        .map(
            rows ->
                rows.stream()
                    .map(row -> Duration.ofMinutes(row.getInteger("horizon_minutes")))
                    .findFirst());
  }

  private Future<Found> found(
      String zone, Duration horizon, Instant now, Sort sort, @Nullable Place after, int limit) {
    return Future.all(candidates(zone, now, horizon), models.ofZone(pool, zone))
        .compose(
            both -> {
              Candidates candidates = both.resultAt(0);
              Known known = both.resultAt(1);
              GrowthModel model = Horizons.move(known.model(), horizon);
              return GrowthReadings.of(
                      pool, candidates.tweets().stream().map(Candidate::id).toList())
                  // A thousand forecasts take too long for an event loop.
                  .compose(
                      readings ->
                          vertx.executeBlocking(
                              () -> page(model, candidates.tweets(), readings, sort, after, limit),
                              false))
                  .compose(this::expected)
                  .map(tweets -> new Found(tweets, candidates.cut(), Basis.of(known, model)));
            });
  }

  // Five minutes, as the age of a tweet that arrived young begins with its arrival. The joins are
  // for the chosen tweets alone.
  private static final String CANDIDATES =
      """
      with young as materialized (
        select id, total_engagement, twitter_created_at
        from twitter_tweets
        where zone_id = $1
          and received_at > $3
          and twitter_created_at > $3::timestamptz - interval '5 minutes'
          and superseded_by is null),
      all_young as (
        select count(*) as tweets
        from young),
      chosen as (
        (select id
          from young
          order by total_engagement desc, id desc
          limit (select case when tweets <= $4 then tweets else $4 / 2 end from all_young))
        union
        (select id
          from young
          order by
            total_engagement
              / (600 + greatest(0, extract(epoch from $2::timestamptz - twitter_created_at))) desc,
            id desc
          limit $4 / 2))
      select chosen.id, tweet.twitter_created_at, lot.arrived_at, all_young.tweets
      from chosen
      cross join all_young
      join twitter_tweets tweet on tweet.id = chosen.id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = chosen.id
      join twitter_lots lot on lot.id = tracking.lot_id
      where tracking.stop_reason is null
        or tracking.stop_reason not in ('deleted', 'private', 'superseded')
      """;

  private Future<Candidates> candidates(String zone, Instant now, Duration horizon) {
    return pool.preparedQuery(CANDIDATES)
        .execute(Tuple.of(zone, Times.utc(now), Times.utc(now.minus(horizon)), (long) MOST))
        .map(
            rows -> {
              List<Candidate> young =
                  rows.stream()
                      .map(ZoneForecasts::candidate)
                      .filter(tweet -> tweet.since().plus(horizon).isAfter(now))
                      .toList();
              boolean cut = rows.stream().anyMatch(row -> row.getLong("tweets") > MOST);
              return new Candidates(young, cut);
            });
  }

  private static Candidate candidate(Row row) {
    Instant since =
        GrowthAge.since(Times.instant(row, "twitter_created_at"), Times.instant(row, "arrived_at"));
    return new Candidate(row.getLong("id"), since);
  }

  private static List<Outlook> page(
      GrowthModel model,
      List<Candidate> tweets,
      Map<Long, List<Reading>> readings,
      Sort sort,
      @Nullable Place after,
      int limit) {
    Comparator<Outlook> order =
        Comparator.comparingLong(sort.value).thenComparingLong(Outlook::id).reversed();
    return tweets.stream()
        .map(tweet -> outlook(model, tweet, readings.getOrDefault(tweet.id(), List.of())))
        .filter(outlook -> after == null || outlook.isAfter(after, sort))
        .sorted(order)
        .limit(limit)
        .toList();
  }

  private static Outlook outlook(GrowthModel model, Candidate tweet, List<Reading> readings) {
    var estimate = new GrowthEstimate(model, tweet.since(), readings);
    GrowthForecast then = estimate.atHorizon();
    long engagement = Math.round(then.median());
    return new Outlook(
        tweet.id(),
        engagement,
        engagement - estimate.count(),
        Bounds.of(then.of80().orElse(null)),
        Bounds.of(then.of90().orElse(null)),
        estimate.horizonAt());
  }

  private Future<List<Expected>> expected(List<Outlook> page) {
    return curves
        .tweets(page.stream().map(Outlook::id).toList())
        .map(
            tweets ->
                page.stream()
                    .filter(outlook -> tweets.containsKey(outlook.id()))
                    .map(
                        outlook ->
                            new Expected(
                                tweets.get(outlook.id()),
                                outlook.engagement(),
                                outlook.growth(),
                                outlook.of80(),
                                outlook.of90(),
                                outlook.horizonAt()))
                    .toList());
  }
}
