package io.tidemark.benchmarks.reads;

import io.tidemark.benchmarks.environment.JdbcConnections;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * A zone with many tweets beside ten small ones. All arrived within the last day in lots of five; a
 * quarter of them grows for six hours, the others were polled once. Engagement is log-normal, with
 * a median of 4.
 */
final class CrowdedZone {

  static final String ZONE = "busy";
  static final String SMALL = "small-3";

  private CrowdedZone() {}

  private static final String ZONES =
      """
      insert into zones (id, name, cadence, created_at)
      select id, id, 'HOURLY_LOT', timestamptz '%1$s' - interval '30 days'
      from (
        select '%2$s' as id
        union all
        select 'small-' || number from generate_series(0, 9) number) zone
      """;

  private static final String ARRIVALS =
      """
      create temporary table arrivals as
      select number,
        case when number / 5 %% 21 = 20 then 'small-' || number / 105 %% 10 else '%2$s' end as zone,
        timestamptz '%1$s' - interval '1 day'
          + number / 5 * 5 * interval '1 day' / %3$d as at,
        random() < 0.25 as grows,
        floor(exp(1.4 + 1.8 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::bigint
          as engagement
      from generate_series(0, %3$d - 1) number
      """;

  private static final String DELIVERIES =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors)
      select zone, 'rule', at, count(*), count(*), 0, 0
      from arrivals
      group by zone, at
      order by at, zone
      """;

  private static final String LOTS =
      """
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets, finished_at)
      select zone_id, id, received_at, created,
        case when received_at < timestamptz '%1$s' - interval '6 hours'
          then received_at + interval '6 hours' end
      from webhook_deliveries
      order by id
      """;

  private static final String TWEETS =
      """
      insert into twitter_tweets (
        zone_id, tweet_id, text, lang, url, twitter_created_at, received_at, captured_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count)
      select zone, (1900000000000000000 + number)::text, repeat('Something was said. ', 6), 'en',
        'https://x.com/i/status/' || number, at - interval '1 minute', at,
        least(timestamptz '%1$s', at + case when grows then interval '6 hours' else interval '1 hour' end),
        engagement / 5, engagement / 10, engagement - engagement / 5 - engagement / 10, 0,
        engagement * 40, 0
      from arrivals
      order by number
      """;

  private static final String TRACKING =
      """
      insert into twitter_engagement_tracking (
        tweet_db_id, lot_id, tier, next_update_at, update_count, stop_reason, stopped_at)
      select tweet.id, lot.id, case when ended then 'cold' else 'hot' end,
        case when not ended then timestamptz '%1$s' + interval '1 hour' end, 1,
        case when ended then 'no_change_below_threshold' end, case when ended then captured_at end
      from twitter_tweets tweet
      join twitter_lots lot on lot.zone_id = tweet.zone_id and lot.arrived_at = tweet.received_at
      cross join lateral (select tweet.captured_at < timestamptz '%1$s' as ended) state
      """;

  private static final String TIMERS =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', id, timestamptz '%1$s' + id %% 3600 * interval '1 second'
      from twitter_lots
      where finished_at is null
      """;

  private static final String HISTORY =
      """
      insert into twitter_engagement_history (
        tweet_id, snapshot_at, origin, round, like_count, delta_likes, engagement_velocity)
      select tweet.id, at + round * interval '1 hour', 'poll', round, like_count * round / 6,
        like_count / 6, case when grows then like_count / 6.0 * (7 - round) / 3 else 0 end
      from arrivals
      join twitter_tweets tweet on tweet.tweet_id = (1900000000000000000 + number)::text
      cross join lateral generate_series(1, case when grows then 6 else 1 end) round
      where at + round * interval '1 hour' <= timestamptz '%1$s'
        and (round in (1, 3, 6))
      """;

  private static final String CHANGES =
      """
      insert into tweet_changes (zone_id, slot, engagement, tweets)
      select zone_id, quarter_of(received_at), total_engagement, count(*)
      from twitter_tweets
      group by 1, 2, 3
      union all
      select zone_id, quarter_of(received_at), null, 0
      from twitter_tweets
      group by 1, 2
      """;

  private static final String ARRIVED =
      """
      update tweet_changes
      set arrived = lot.tweets, lots = lot.lots
      from (
        select zone_id, quarter_of(arrived_at) as slot, sum(tweets) as tweets, count(*) as lots
        from twitter_lots
        group by 1, 2) lot
      where engagement is null
        and lot.zone_id = tweet_changes.zone_id
        and lot.slot = tweet_changes.slot
      """;

  private static final String VELOCITIES =
      """
      insert into tweet_velocities (tweet_db_id, zone_id, received_at, velocity, at)
      select tweet.id, tweet.zone_id, tweet.received_at, latest.engagement_velocity,
        latest.snapshot_at
      from (
        select distinct on (tweet_id) tweet_id, engagement_velocity, snapshot_at
        from twitter_engagement_history
        order by tweet_id, snapshot_at desc) latest
      join twitter_tweets tweet on tweet.id = latest.tweet_id
      where latest.engagement_velocity > 0
      """;

  private static final String FIGURES =
      """
      insert into zone_tallies (zone_id, month, deliveries, lots, readings, captured_at)
      select zone_id, month_of(timestamptz '%1$s'), count(*),
        count(*) filter (where finished_at is null), 0, timestamptz '%1$s'
      from twitter_lots
      group by zone_id
      """;

  private static final String TRACKED =
      """
      insert into tracking_tallies (zone_id, tier, stop_reason, tweets, polls, rounds_spared)
      select lot.zone_id, tier, stop_reason, count(*), sum(update_count), 0
      from twitter_engagement_tracking tracking
      join twitter_lots lot on lot.id = tracking.lot_id
      group by 1, 2, 3
      """;

  /**
   * Fills a migrated database whose partitions of the two days exist. What triggers would count row
   * by row is counted once, in the end.
   *
   * @param tweets in all zones; 20 of 21 in the busy one
   */
  static void fill(String database, Instant now, int tweets) throws SQLException {
    try (var connection = JdbcConnections.open(database)) {
      JdbcConnections.run(connection, "set session_replication_role = replica");
      for (String each : FILL) {
        JdbcConnections.run(connection, each.formatted(now, ZONE, tweets));
      }
    }
  }

  private static final List<String> FILL =
      List.of(
          ZONES,
          ARRIVALS,
          DELIVERIES,
          LOTS,
          TWEETS,
          TRACKING,
          TIMERS,
          HISTORY,
          CHANGES,
          ARRIVED,
          VELOCITIES,
          FIGURES,
          TRACKED);
}
