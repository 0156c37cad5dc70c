package io.tidemark.tracker.refresh;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.intake.ZoneStatus;
import io.tidemark.tracker.lots.LockedTweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and updates the tweets that are refreshed. */
final class Targets {

  /**
   * A tweet to refresh, as read before the platform is asked.
   *
   * @param status of the zone
   */
  record Target(long id, String tweetId, String zone, ZoneStatus status, long lot) {}

  private Targets() {}

  private static final String FIND =
      """
      select tweet.tweet_id, tweet.zone_id, zone.status, tracking.lot_id
      from twitter_tweets tweet
      join zones zone on zone.id = tweet.zone_id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      where tweet.id = $1
      """;

  static Future<Optional<Target>> find(Pool pool, long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().map(row -> target(id, row)).findFirst());
  }

  private static Target target(long id, Row row) {
    return new Target(
        id,
        row.getString("tweet_id"),
        row.getString("zone_id"),
        ZoneStatus.of(row.getString("status")),
        row.getLong("lot_id"));
  }

  private static final String LOCK =
      """
      select %s
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      join zones zone on zone.id = tweet.zone_id
      where tweet.id = $1
      for update of tweet, tracking
      """
          .formatted(LockedTweet.COLUMNS);

  /**
   * Locks and reads a tweet that {@link #find} returned.
   *
   * @return empty when it was deleted meanwhile
   */
  static Future<Optional<LockedTweet>> lock(SqlConnection transaction, long id, Instant now) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().findFirst().map(row -> LockedTweet.of(row, now)));
  }

  private static final String COUNT_ROUND =
      """
      update twitter_engagement_tracking
      set update_count = update_count + 1,
          last_updated_at = $2,
          last_outcome = $3,
          doubted = $4::text::jsonb
      where tweet_db_id = $1
      """;

  /**
   * Counts a round without changing when the tweet is polled next.
   *
   * @param doubted the answer, if it was not believed; else null
   */
  static Future<Void> countRound(
      SqlConnection transaction, long id, Instant now, String outcome, @Nullable Doubted doubted) {
    return transaction
        .preparedQuery(COUNT_ROUND)
        .execute(Tuple.of(id, Times.utc(now), outcome, LockedTweet.write(doubted)))
        .mapEmpty();
  }

  private static final String REVIVED =
      """
      update twitter_engagement_tracking
      set revived_at = $2,
          revived_by = 'refresh'
      where tweet_db_id = $1
      """;

  /** Records that a stopped tweet was revived. */
  static Future<Void> revived(SqlConnection transaction, long id, Instant now) {
    return transaction.preparedQuery(REVIVED).execute(Tuple.of(id, Times.utc(now))).mapEmpty();
  }
}
