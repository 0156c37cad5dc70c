package io.tidemark.tracker.tallies;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/**
 * How many tweets of a zone have which engagement, by the time at which they were received:
 * engagement_tallies, and beside them what changed since they were folded: tweet_changes. Database
 * triggers append the changes of each statement. Edited tweets count once.
 */
public final class EngagementTallies {

  private EngagementTallies() {}

  /** What {@link #spread} asks of the database: the zone, and the times of {@link Slots}. */
  static final String SPREAD =
      """
      select engagement, sum(tweets)::bigint as tweets
      from (
        select unnest(engagements) as engagement, unnest(tweets) as tweets
        from engagement_tallies
        where zone_id = $1
          and span = 'day'
          and slot >= $4
        union all
        select unnest(engagements), unnest(tweets)
        from engagement_tallies
        where zone_id = $1
          and span = 'quarter'
          and slot >= $3
          and slot < $4
        union all
        select engagement, tweets
        from tweet_changes
        where zone_id = $1
          and slot >= $3
          and engagement is not null
        union all
        select total_engagement, 1
        from twitter_tweets
        where zone_id = $1
          and received_at > $2
          and received_at < $3
          and superseded_by is null) part
      group by engagement
      having sum(tweets) > 0
      order by engagement
      """;

  /**
   * The spread over a zone's tweets.
   *
   * @param since only tweets received after it count
   */
  public static Future<EngagementSpread> spread(SqlClient connection, String zone, Instant since) {
    return Slots.of(connection, zone, since)
        .compose(
            slots ->
                connection
                    .preparedQuery(SPREAD)
                    .execute(Tuple.of(zone, slots.since(), slots.quarters(), slots.days())))
        .map(EngagementSpread::of);
  }

  // Sums of arrays are not added up in place, so that two processes must not fold at one time.
  private static final String LOCK = "select pg_advisory_xact_lock(hashtext('tweet_changes'))";

  /** Some hundred thousand changes take seconds; a statement may take thirty. */
  private static final int MOST = 100_000;

  private static final String FOLD =
      AppendedRows.of("tweet_changes", MOST)
          + """
          , changes as (
        select zone_id, slot, engagement, sum(tweets) as tweets
        from taken
        where engagement is not null
          and zone_id in (select id from kept)
        group by zone_id, slot, engagement
        having sum(tweets) <> 0
      ), spans as (
        select zone_id, 'quarter' as span, slot, engagement, tweets
        from changes
        union all
        select zone_id, 'day', date_bin('1 day', slot, timestamptz '2000-01-01Z'), engagement,
          tweets
        from changes
      ), counted as (
        select zone_id, span, slot, engagement, sum(tweets)::int as tweets
        from (
          select *
          from spans
          union all
          select tally.zone_id, tally.span, tally.slot, unnest(tally.engagements),
            unnest(tally.tweets)
          from (select distinct zone_id, span, slot from spans) touched
          join engagement_tallies tally using (zone_id, span, slot)) part
        group by zone_id, span, slot, engagement
      ), arrived as (
        insert into arrival_tallies as known (zone_id, slot, tweets, lots)
        select zone_id, slot, sum(arrived), sum(lots)
        from taken
        where arrived > 0
          and zone_id in (select id from kept)
        group by zone_id, slot
        on conflict (zone_id, slot) do update
        set tweets = known.tweets + excluded.tweets,
            lots = known.lots + excluded.lots
      ), written as (
        insert into engagement_tallies (zone_id, span, slot, engagements, tweets)
        select zone_id, span, slot,
          coalesce(array_agg(engagement order by engagement) filter (where tweets <> 0), '{}'),
          coalesce(array_agg(tweets order by engagement) filter (where tweets <> 0), '{}')
        from counted
        group by zone_id, span, slot
        on conflict (zone_id, span, slot) do update
        set engagements = excluded.engagements,
            tweets = excluded.tweets
      )
      select count(*) from taken
      """;

  /**
   * Adds the changes to the tallies, so many in a statement that however many wait, each statement
   * ends in time. A concurrent reader counts each change once. Changes of zones that no longer
   * exist are deleted.
   */
  public static Future<Void> fold(Pool pool) {
    return pool.withTransaction(
            transaction ->
                transaction
                    .query(LOCK)
                    .execute()
                    .compose(locked -> transaction.query(FOLD).execute())
                    .map(taken -> taken.iterator().next().getLong(0)))
        .compose(taken -> taken < MOST ? Future.succeededFuture() : fold(pool));
  }
}
