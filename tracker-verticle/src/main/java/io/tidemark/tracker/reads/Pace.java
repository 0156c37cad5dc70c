package io.tidemark.tracker.reads;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * How fast things go, and what stopping has saved.
 *
 * @param deliveriesPerMinute the mean over the last 15 minutes
 * @param lotsOverdue lots that have waited longer than is meant
 * @param pollsSpared rounds of stopped tweets that their cadence would have had until now
 */
public record Pace(double deliveriesPerMinute, long lotsOverdue, long pollsSpared) {

  // A lot's rounds are whole hours after its arrival, six at most and none of a tweet of six hours;
  // by age they are the tier's interval apart. The conditions are those of Cadence and Tier.
  private static final String PACE =
      """
      select
        (select count(*)
          from webhook_deliveries
          where received_at > $1::timestamptz - interval '15 minutes'
            and received_at <= $1
            and ($3::text[] is null or zone_id = any ($3)))::float8 / 15 as per_minute,
        (select count(*)
          from timers timer
          where timer.kind = 'lot'
            and timer.due_at <= $2
            and ($3::text[] is null
              or exists (
                select from twitter_lots lot
                where lot.id = timer.subject
                  and lot.zone_id = any ($3)))) as overdue,
        (select coalesce(sum(
            case zone.cadence
              when 'HOURLY_LOT' then
                greatest(0, hours_between(lot.arrived_at, until.six)
                  - hours_between(lot.arrived_at, tracking.stopped_at))
              else
                intervals_between(tracking.stopped_at, until.now,
                  tweet.twitter_created_at, interval '0', interval '1 hour', interval '10 minutes')
                + intervals_between(tracking.stopped_at, until.now,
                  tweet.twitter_created_at, interval '1 hour', interval '4 hours',
                  interval '30 minutes')
                + intervals_between(tracking.stopped_at, until.now,
                  tweet.twitter_created_at, interval '4 hours', interval '12 hours',
                  interval '1 hour')
            end), 0)::bigint
          from twitter_engagement_tracking tracking
          join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
          join twitter_lots lot on lot.id = tracking.lot_id
          join zones zone on zone.id = tweet.zone_id
          cross join lateral (
            select $1::timestamptz as now,
              least($1::timestamptz, tweet.twitter_created_at + interval '6 hours') as six) until
          where tracking.stop_reason <> 'age_limit'
            and ($3::text[] is null or zone.id = any ($3))) as spared
      """;

  /**
   * Counts whole tables, as {@link Overview} does.
   *
   * @param overdueAfter how long a lot may wait
   * @param only zones that count
   */
  public static Future<Pace> read(Pool pool, Instant now, Duration overdueAfter, Tenants only) {
    return pool.preparedQuery(PACE)
        .execute(
            Tuple.of(
                Times.utc(now), Times.utc(now.minus(overdueAfter)), (Object) only.toArrayOrNull()))
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new Pace(
                  row.getDouble("per_minute"), row.getLong("overdue"), row.getLong("spared"));
            });
  }
}
