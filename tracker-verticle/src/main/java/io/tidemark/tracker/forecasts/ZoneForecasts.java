package io.tidemark.tracker.forecasts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.flow.SharedAnswers;
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
import io.tidemark.tracker.tallies.EngagementTallies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
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

  /** To find the largest of more tweets than that takes seconds; a minute changes few of them. */
  private static final Duration KEPT_OF_LARGE = Duration.ofMinutes(1);

  private static final Duration KEPT = Duration.ofSeconds(1);

  private static final int MOST_ZONES = 200;

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
   * @param madeAt when the tweets were forecast
   */
  public record Found(List<Expected> tweets, boolean cut, Basis basis, Instant madeAt) {}

  /** What was forecast of a zone, in no order. */
  private record Outlooks(List<Outlook> tweets, boolean cut, Basis basis, Instant madeAt) {}

  private record Candidate(long id, Instant since) {}

  private record Candidates(List<Candidate> tweets, boolean cut) {}

  private final Vertx vertx;
  private final Pool pool;
  private final GrowthModels models;
  private final Curves curves;
  private final SharedAnswers<String, Optional<Outlooks>> shared =
      new SharedAnswers<>(
          ZoneForecasts::kept, KEPT_OF_LARGE, KEPT_OF_LARGE.multipliedBy(2), MOST_ZONES);

  public ZoneForecasts(Vertx vertx, Pool pool, GrowthModels models) {
    this.vertx = vertx;
    this.pool = pool;
    this.models = models;
    this.curves = new Curves(pool);
  }

  /**
   * Forecasts the tweets of a zone. Of more than {@link #MOST}, those with the highest engagement
   * and those with the highest engagement for their age; that forecast is kept for a minute, for
   * all who ask, and given for another one while the next is made.
   *
   * @param after the last place of the page before; null for the first page
   * @return empty when there is no such zone
   */
  public Future<Optional<Found>> of(
      String zone, Instant now, Sort sort, @Nullable Place after, int limit) {
    return shared
        .get(zone, now, () -> outlooks(zone, now))
        .compose(
            outlooks ->
                outlooks.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : found(outlooks.get(), sort, after, limit).map(Optional::of));
  }

  private static Duration kept(Optional<Outlooks> outlooks) {
    return outlooks.filter(Outlooks::cut).isPresent() ? KEPT_OF_LARGE : KEPT;
  }

  private Future<Found> found(Outlooks outlooks, Sort sort, @Nullable Place after, int limit) {
    return expected(page(outlooks.tweets(), sort, after, limit))
        .map(tweets -> new Found(tweets, outlooks.cut(), outlooks.basis(), outlooks.madeAt()));
  }

  private Future<Optional<Outlooks>> outlooks(String zone, Instant now) {
    return horizon(zone)
        .compose(
            horizon ->
                horizon.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : outlooks(zone, horizon.get(), now).map(Optional::of));
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

  private Future<Outlooks> outlooks(String zone, Duration horizon, Instant now) {
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
                              () -> outlooks(model, candidates.tweets(), readings), false))
                  .map(
                      tweets ->
                          new Outlooks(tweets, candidates.cut(), Basis.of(known, model), now));
            });
  }

  // Five minutes, as the age of a tweet that arrived young begins with its arrival. Of a large zone
  // all young tweets are read, one after the other; the two sorts keep their highest alone.
  private static final String CANDIDATES =
      """
      with highest as materialized (
        select id
        from twitter_tweets
        where zone_id = $1
          and received_at > $3
          and twitter_created_at > $3::timestamptz - interval '5 minutes'
          and superseded_by is null
          and total_engagement >= $4
        order by total_engagement desc, id desc
        limit $5
      ), chosen as (
        select id
        from highest
        union
        (select id
          from twitter_tweets
          where $6
            and zone_id = $1
            and received_at > $3
            and twitter_created_at > $3::timestamptz - interval '5 minutes'
            and superseded_by is null
          order by
            total_engagement
              / (600 + greatest(0, extract(epoch from $2::timestamptz - twitter_created_at))) desc,
            id desc
          limit $5))
      select chosen.id, tweet.twitter_created_at, lot.arrived_at,
        (select count(*) from highest) as highest,
        (select count(*)
          from (
            select
            from twitter_tweets
            where zone_id = $1
              and received_at > $3
              and twitter_created_at > $3::timestamptz - interval '5 minutes'
              and superseded_by is null
            limit $7) young) as young
      from chosen
      join twitter_tweets tweet on tweet.id = chosen.id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = chosen.id
      join twitter_lots lot on lot.id = tracking.lot_id
      where tracking.stop_reason is null
        or tracking.stop_reason not in ('deleted', 'private', 'superseded')
      """;

  /**
   * @param least the engagement that the highest have at least, so that others are not sorted
   * @param cut whether there are too many tweets for all to be candidates
   */
  private record Choice(long least, boolean cut) {}

  private Future<Candidates> candidates(String zone, Instant now, Duration horizon) {
    return EngagementTallies.spread(pool, zone, now.minus(horizon))
        .compose(
            spread -> {
              boolean cut = spread.tweets() > MOST;
              var first = new Choice(cut ? spread.ofHighest(MOST / 2) : 0, cut);
              return choose(zone, now, horizon, first)
                  .compose(
                      rows -> {
                        Choice exact = exact(first, rows);
                        return exact.equals(first)
                            ? Future.succeededFuture(candidates(rows, now, horizon, cut))
                            : choose(zone, now, horizon, exact)
                                .map(again -> candidates(again, now, horizon, exact.cut()));
                      });
            });
  }

  /**
   * The spread counts tweets by their arrival alone. Where many of them were old when they arrived,
   * fewer are young than it says.
   */
  private static Choice exact(Choice choice, RowSet<Row> rows) {
    if (!choice.cut() || rows.size() == 0) {
      return choice;
    }
    Row any = rows.iterator().next();
    if (any.getLong("young") <= MOST) {
      return new Choice(0, false);
    }
    return any.getLong("highest") < MOST / 2 ? new Choice(0, true) : choice;
  }

  private Future<RowSet<Row>> choose(String zone, Instant now, Duration horizon, Choice choice) {
    return pool.preparedQuery(CANDIDATES)
        .execute(
            Tuple.of(
                zone,
                Times.utc(now),
                Times.utc(now.minus(horizon)),
                choice.least(),
                choice.cut() ? MOST / 2 : MOST,
                choice.cut(),
                MOST + 1));
  }

  private static Candidates candidates(
      RowSet<Row> rows, Instant now, Duration horizon, boolean cut) {
    List<Candidate> young =
        rows.stream()
            .map(ZoneForecasts::candidate)
            .filter(tweet -> tweet.since().plus(horizon).isAfter(now))
            .toList();
    return new Candidates(young, cut);
  }

  private static Candidate candidate(Row row) {
    Instant since =
        GrowthAge.since(Times.instant(row, "twitter_created_at"), Times.instant(row, "arrived_at"));
    return new Candidate(row.getLong("id"), since);
  }

  private static List<Outlook> outlooks(
      GrowthModel model, List<Candidate> tweets, Map<Long, List<Reading>> readings) {
    return tweets.stream()
        .map(tweet -> outlook(model, tweet, readings.getOrDefault(tweet.id(), List.of())))
        .toList();
  }

  private static List<Outlook> page(
      List<Outlook> outlooks, Sort sort, @Nullable Place after, int limit) {
    Comparator<Outlook> order =
        Comparator.comparingLong(sort.value).thenComparingLong(Outlook::id).reversed();
    return outlooks.stream()
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
