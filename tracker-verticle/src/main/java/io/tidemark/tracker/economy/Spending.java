package io.tidemark.tracker.economy;

import io.tidemark.forecast.Goal;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.tallies.ArrivalTallies;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What a zone spends on polls. Runs on virtual threads. */
final class Spending {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** An older audit says nothing of the present price. */
  private static final int DAYS_OF_AUDITS = 3;

  /**
   * What happened in a time.
   *
   * @param tweets that arrived
   * @param polls and refreshes that were answered
   * @param sampledTweets of the tweets those that are sampled
   * @param sampledPolls of the polls those of sampled tweets
   * @param readings of the zone until its end, from its beginning on
   * @param spent the same for the price: without sampled tweets, whose polls no price changes; the
   *     dollars are all
   */
  record Hour(
      long tweets,
      long polls,
      long sampledTweets,
      long sampledPolls,
      double usd,
      long readings,
      Goal.Spent spent) {

    /** Nothing yet. */
    static Hour begun(long readings) {
      return new Hour(
          0, 0, 0, 0, 0, readings, new Goal.Spent(Duration.ZERO, 0, 0, 0, Double.NaN, 0));
    }
  }

  private final Pool pool;
  private final PollPrice pollPrice;

  Spending(Pool pool, PollPrice pollPrice) {
    this.pool = pool;
    this.pollPrice = pollPrice;
  }

  private static final String READINGS =
      """
      select coalesce(sum(readings), 0)::bigint as readings
      from zone_tallies
      where zone_id = $1
      """;

  /** The readings that the platform was asked for, from the zone's beginning until now. */
  long readings(String zone) {
    return number(READINGS, Tuple.of(zone));
  }

  private static final String HELD_BACK =
      """
      select count(*)
      from (
        select
        from twitter_lots
        where zone_id = $1
          and finished_at is null
          and waiting_reason is not null
          and failed_writes = 0
        limit 1) held
      """;

  /** Whether polls cost money where the zone's tweets are polled. */
  boolean isPriced() {
    return pollPrice.usd() > 0;
  }

  /** Whether lots wait although they were due: for a pause, or for a budget. */
  boolean isHeldBack(String zone) {
    return number(HELD_BACK, Tuple.of(zone)) > 0;
  }

  private static final String SAMPLED =
      """
      select count(*) filter (where tweet.received_at > $2) as sampled, count(*) as sampled_of_day
      from sampled_tweets sampled
      join twitter_tweets tweet on tweet.id = sampled.tweet_db_id
      where sampled.zone_id = $1
        and sampled.ends_at > $3
        and tweet.received_at > $3
        and tweet.received_at <= $4
      """;

  private static final String FIRST =
      """
      select min(received_at) as first_at
      from twitter_tweets
      where zone_id = $1
      """;

  private static final String SAMPLED_POLLS =
      """
      select count(*)
      from sampled_tweets sampled
      join twitter_engagement_history history
        on history.tweet_id = sampled.tweet_db_id
        and history.snapshot_at > $2
        and history.snapshot_at <= $3
        and history.origin in ('poll', 'refresh')
      where sampled.zone_id = $1
        and sampled.ends_at > $2::timestamptz - interval '1 day'
      """;

  /**
   * @param since at most a day ago
   * @param readingsBefore of the zone until then
   */
  Hour between(String zone, Instant since, long readingsBefore, Instant now) {
    long readings = readings(zone);
    long polls = Math.max(0, readings - readingsBefore);
    Row sampled =
        pool.preparedQuery(SAMPLED)
            .execute(Tuple.of(zone, Times.utc(since), Times.utc(now.minus(DAY)), Times.utc(now)))
            .await()
            .iterator()
            .next();
    long tweets = ArrivalTallies.since(pool, zone, since).await().tweets();
    long ofDay = ArrivalTallies.since(pool, zone, now.minus(DAY)).await().tweets();
    long sampledTweets = sampled.getLong("sampled");
    long sampledPolls =
        Math.min(polls, number(SAMPLED_POLLS, Tuple.of(zone, Times.utc(since), Times.utc(now))));
    double usd = pollPrice.usd() * (pollPrice.isDaily() ? billed(zone, since, now) : polls);
    Instant first =
        Times.instantOrNull(
            pool.preparedQuery(FIRST).execute(Tuple.of(zone)).await().iterator().next(),
            "first_at");
    double hours = hours(Duration.between(first == null ? now : first, now));
    return new Hour(
        tweets,
        polls,
        sampledTweets,
        sampledPolls,
        usd,
        readings,
        new Goal.Spent(
            Duration.between(since, now),
            Math.max(0, tweets - sampledTweets),
            polls - sampledPolls,
            usd,
            error(zone, now),
            Math.max(0, ofDay - sampled.getLong("sampled_of_day")) / hours));
  }

  /** The hours of the last day in which the zone could have tweets; at least one. */
  private static double hours(Duration sinceTheFirst) {
    double hours = sinceTheFirst.toMillis() / (double) HOUR.toMillis();
    return Math.max(1, Math.min(24, hours));
  }

  // A day of margin, for a tweet that is polled after its horizon.
  private static final String BILLED =
      """
      select count(*)
      from (
        select history.tweet_id, (history.snapshot_at at time zone 'UTC')::date as day
        from zones zone
        join twitter_tweets tweet
          on tweet.zone_id = zone.id
          and tweet.received_at > $2::timestamptz
            - (zone.horizon_minutes + 1440) * interval '1 minute'
        join twitter_engagement_history history
          on history.tweet_id = tweet.id
          and history.snapshot_at > $2
          and history.snapshot_at <= $3
          and history.origin in ('poll', 'refresh')
        where zone.id = $1
        group by 1, 2) polled
      where not exists (
        select
        from twitter_engagement_history history
        where history.tweet_id = polled.tweet_id
          and history.snapshot_at >= polled.day::timestamp at time zone 'UTC'
          -- As a constant, so that older partitions are not read.
          and history.snapshot_at >= date_trunc('day', $2::timestamptz, 'UTC')
          and history.snapshot_at <= $2
          and history.origin in ('poll', 'refresh'))
      """;

  /** The tweets that were polled for the first time on a UTC day, each day for itself. */
  private long billed(String zone, Instant since, Instant now) {
    return number(BILLED, Tuple.of(zone, Times.utc(since), Times.utc(now)));
  }

  private static final String AUDITS =
      """
      select audit
      from zone_audits
      where zone_id = $1
        and day >= $2
      order by day desc
      """;

  /** The error of the adaptive cadence in the newest audit, in percent; NaN when there is none. */
  private double error(String zone, Instant now) {
    LocalDate from = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(DAYS_OF_AUDITS);
    return pool.preparedQuery(AUDITS).execute(Tuple.of(zone, from)).await().stream()
        .map(row -> row.getJsonObject("audit").mapTo(ZoneAudit.class))
        .flatMap(audit -> audit.rule(ZoneAudit.ADAPTIVE).stream())
        .mapToDouble(rule -> rule.errorPercent().value())
        .findFirst()
        .orElse(Double.NaN);
  }

  private long number(String query, Tuple parameters) {
    return pool.preparedQuery(query).execute(parameters).await().iterator().next().getLong(0);
  }
}
