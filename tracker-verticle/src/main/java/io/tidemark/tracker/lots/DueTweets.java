package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the due tweets of claimed lots, and locks them when their answers are written. */
final class DueTweets {

  private DueTweets() {}

  private static final String DUE =
      """
      select tweet_db_id, tweet_id, zone_id, lot_id, update_count, suspect
      from (
        select tracking.tweet_db_id, tweet.tweet_id, tweet.zone_id, tracking.lot_id,
          tracking.update_count, tweet.total_engagement,
          coalesce(tracking.last_outcome = 'refused', false) as suspect,
          row_number() over (
            partition by tweet.zone_id
            order by tracking.poll_worth desc nulls first,
              tweet.total_engagement desc nulls last, tracking.tweet_db_id) as turn
        from twitter_engagement_tracking tracking
        join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
        where tracking.lot_id = any ($1::bigint[])
          and tracking.stop_reason is null
          and tracking.next_update_at <= $2) due
      order by turn, total_engagement desc nulls last, tweet_db_id
      limit $3
      """;

  /**
   * The due tweets of the lots: the zones in turn, within a zone the polls that are worth most
   * first, and of those of which no model says that the tweets with the highest engagement. If the
   * budget ends during a pass, it was spent where it buys most.
   *
   * @param most the greatest number of tweets
   */
  static Future<List<DueTweet>> due(Pool pool, List<Long> lots, Instant now, int most) {
    return pool.preparedQuery(DUE)
        .execute(Tuple.of(lots.toArray(Long[]::new), Times.utc(now), most))
        .map(rows -> rows.stream().map(DueTweets::tweet).toList());
  }

  private static final String ALL_DUE =
      """
      select tracking.tweet_db_id, tweet.tweet_id, tweet.zone_id, tracking.lot_id,
        tracking.update_count, coalesce(tracking.last_outcome = 'refused', false) as suspect
      from twitter_engagement_tracking tracking
      join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
      where tracking.lot_id = any ($1::bigint[])
        and tracking.stop_reason is null
        and tracking.next_update_at <= $2
      order by tracking.poll_worth desc nulls first,
        tweet.total_engagement desc nulls last, tracking.tweet_db_id
      """;

  /** All due tweets of the lots, within each zone in the order of {@link #due}. */
  static Future<List<DueTweet>> all(Pool pool, List<Long> lots, Instant now) {
    return pool.preparedQuery(ALL_DUE)
        .execute(Tuple.of(lots.toArray(Long[]::new), Times.utc(now)))
        .map(rows -> rows.stream().map(DueTweets::tweet).toList());
  }

  private static final String BEFORE_ROUND =
      """
      select tracking.tweet_db_id, tweet.tweet_id, tweet.zone_id, tracking.lot_id,
        tracking.update_count,
        coalesce(tracking.last_outcome = 'refused', false) as suspect
      from twitter_engagement_tracking tracking
      join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
      where tracking.lot_id = $1
        and tracking.stop_reason is null
        and tracking.update_count < $2
        and tracking.triggered_number < $2
        and ($3::bigint[] is null or tracking.tweet_db_id = any ($3))
      order by tracking.tweet_db_id
      """;

  /**
   * The active tweets of a lot, due or not, that have not had the round and for which no trigger of
   * this round or a later one is recorded.
   *
   * @param only rows of twitter_tweets; null for all tweets of the lot
   */
  static Future<List<DueTweet>> beforeRound(
      Pool pool, long lot, int round, @Nullable List<Long> only) {
    return pool.preparedQuery(BEFORE_ROUND)
        .execute(Tuple.of(lot, round, only == null ? null : only.toArray(Long[]::new)))
        .map(rows -> rows.stream().map(DueTweets::tweet).toList());
  }

  private static DueTweet tweet(Row row) {
    return new DueTweet(
        row.getLong("tweet_db_id"),
        row.getString("tweet_id"),
        row.getString("zone_id"),
        row.getLong("lot_id"),
        row.getInteger("update_count"),
        row.getBoolean("suspect"));
  }

  /**
   * Tweets that the transaction has locked.
   *
   * @param places where their rows are, by the row of twitter_tweets; they stay there until the
   *     transaction updates them
   */
  record Locked(List<LockedTweet> tweets, Map<Long, RowPlaces> places) {}

  // A row whose round was already recorded, or whose tweet was stopped, no longer matches. What
  // many
  // tweets share is read once, by the statements below, and not joined to each.
  private static final String LOCK =
      """
      select %s, tweet.ctid::text as tweet_place, tracking.ctid::text as tracking_place
      from unnest($1::bigint[], $2::int[]) as polled (id, round)
      join twitter_engagement_tracking tracking
        on tracking.tweet_db_id = polled.id
        and tracking.update_count = polled.round
        and tracking.stop_reason is null
      join twitter_tweets tweet on tweet.id = polled.id
      order by tweet.id
      for update of tweet, tracking
      """
          .formatted(LockedTweet.STATE);

  private static final String ZONES =
      """
      select id, cadence, horizon_minutes
      from zones
      where id = any ($1::text[])
      """;

  private static final String ARRIVALS =
      """
      select id, arrived_at
      from twitter_lots
      where id = any ($1::bigint[])
      """;

  private static final String SAMPLED =
      """
      select tweet_db_id
      from sampled_tweets
      where tweet_db_id = any ($1::bigint[])
      """;

  /**
   * Locks those of the polled tweets that are still in the round they were polled for. The
   * statements are sent together, and carried out one after the other.
   */
  static Future<Locked> lock(SqlConnection transaction, List<DueTweet> tweets, Instant now) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(new Locked(List.of(), Map.of()));
    }
    Long[] ids = tweets.stream().map(DueTweet::id).toArray(Long[]::new);
    var locked =
        transaction
            .preparedQuery(LOCK)
            .execute(Columns.of(tweets).longs(DueTweet::id).ints(DueTweet::round).tuple());
    var zones =
        read(
            transaction,
            ZONES,
            tweets.stream().map(DueTweet::zone).distinct().toArray(String[]::new));
    var arrivals =
        read(
            transaction,
            ARRIVALS,
            tweets.stream().map(DueTweet::lot).distinct().toArray(Long[]::new));
    var sampled = read(transaction, SAMPLED, ids);
    return Future.all(locked, zones, arrivals, sampled)
        .map(
            read -> {
              Map<String, Row> zone =
                  zones.result().stream().collect(toMap(row -> row.getString("id"), row -> row));
              Map<Long, Instant> arrivedAt =
                  arrivals.result().stream()
                      .collect(
                          toMap(row -> row.getLong("id"), row -> Times.instant(row, "arrived_at")));
              Set<Long> sample =
                  sampled.result().stream().map(row -> row.getLong("tweet_db_id")).collect(toSet());
              List<LockedTweet> found = new ArrayList<>();
              Map<Long, RowPlaces> places = new HashMap<>();
              for (Row row : locked.result()) {
                Row its = zone.get(row.getString("zone_id"));
                LockedTweet tweet =
                    LockedTweet.of(
                        row,
                        Cadence.valueOf(its.getString("cadence")),
                        arrivedAt.get(row.getLong("lot_id")),
                        sample.contains(row.getLong("id"))
                            ? its.getInteger("horizon_minutes")
                            : null,
                        now);
                found.add(tweet);
                places.put(
                    tweet.id(),
                    new RowPlaces(row.getString("tweet_place"), row.getString("tracking_place")));
              }
              return new Locked(found, places);
            });
  }

  private static Future<RowSet<Row>> read(
      SqlConnection transaction, String statement, Object array) {
    return transaction.preparedQuery(statement).execute(Tuple.of(array));
  }
}
