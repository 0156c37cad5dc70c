package io.tidemark.tracker.tallies;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How tweets arrived in a zone: arrival_tallies, and what changed since they were folded. */
public final class ArrivalTallies {

  /**
   * Arrivals in a window of time. Tweets that were deleted meanwhile count.
   *
   * @param lots the times at which they arrived
   * @param firstAt the first arrival in the window; null when there is none
   * @param older whether the zone has older tweets
   */
  public record Arrived(long tweets, long lots, @Nullable Instant firstAt, boolean older) {}

  private ArrivalTallies() {}

  static final String ARRIVED =
      """
      select coalesce(sum(tweets), 0)::bigint as tweets, coalesce(sum(lots), 0)::bigint as lots,
        -- Tweets past their retention are in the tallies alone.
        (select
            case
              when tweet is null or slot + interval '15 minutes' < tweet then slot
              else tweet
            end
          from (
            select (
                select min(received_at)
                from twitter_tweets
                where zone_id = $1
                  and received_at > $2) as tweet, (
                select slot
                from arrival_tallies
                where zone_id = $1
                  and slot > $2
                order by slot
                limit 1) as slot) first) as first_at,
        coalesce((
          select min(received_at)
          from twitter_tweets
          where zone_id = $1) <= $2, false)
        or coalesce((
          select slot
          from arrival_tallies
          where zone_id = $1
          order by slot
          limit 1) <= $2, false) as older
      from (
        select tweets, lots
        from arrival_tallies
        where zone_id = $1
          and slot >= $3
        union all
        select arrived, lots
        from tweet_changes
        where zone_id = $1
          and slot >= $3
          and engagement is null
        union all
        select count(*), count(distinct received_at)
        from twitter_tweets
        where zone_id = $1
          and received_at > $2
          and received_at < $3) part
      """;

  /**
   * Reads the arrivals in a zone.
   *
   * @param since only tweets received after it count
   */
  public static Future<Arrived> since(SqlClient connection, String zone, Instant since) {
    return Slots.of(connection, zone, since)
        .compose(
            slots ->
                connection
                    .preparedQuery(ARRIVED)
                    .execute(Tuple.of(zone, slots.since(), slots.quarters())))
        .map(rows -> arrived(rows.iterator().next()));
  }

  private static Arrived arrived(Row row) {
    return new Arrived(
        row.getLong("tweets"),
        row.getLong("lots"),
        Times.instantOrNull(row, "first_at"),
        row.getBoolean("older"));
  }
}
