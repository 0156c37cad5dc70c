package io.tidemark.tracker.refresh;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.intake.ZoneStatus;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.tweets.Latest;
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

  /**
   * The state of a tweet when its snapshot is written; locked until the transaction ends.
   *
   * @param latest its counters, each with its capture time
   * @param polledAt the time of its last round; null when it has had none
   * @param revivedAt when a refresh last revived it; null when none has
   * @param stopped why it is not polled; null when it is
   * @param doubted the previous answer, if that was not believed
   */
  record LockedTweet(
      Cadence cadence,
      int round,
      Latest latest,
      @Nullable Instant polledAt,
      @Nullable Instant revivedAt,
      @Nullable StopReason stopped,
      @Nullable Doubted doubted,
      Decisions.Before before) {

    /** The time of its latest snapshot. */
    Instant readAt() {
      return latest.capturedAt();
    }

    /**
     * Whether there is a snapshot or a round since then, so that an answer to an older question is
     * not written again.
     */
    boolean isFresherThan(Instant askedAt) {
      return !readAt().isBefore(askedAt) || (polledAt != null && !polledAt.isBefore(askedAt));
    }

    /**
     * Whether a refresh revived it since then; every caller that shares the refresh reports this.
     */
    boolean wasRevivedSince(Instant askedAt) {
      return revivedAt != null && !revivedAt.isBefore(askedAt);
    }
  }

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
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Target(
                      id,
                      row.getString("tweet_id"),
                      row.getString("zone_id"),
                      ZoneStatus.of(row.getString("status")),
                      row.getLong("lot_id")));
            });
  }

  private static final String LOCK =
      """
      select zone.cadence, tracking.update_count, tweet.captured_at, tweet.older_counters,
        tracking.last_updated_at,
        tweet.twitter_created_at, lot.arrived_at, tracking.moved_since_poll, tracking.absent_since,
        tracking.next_update_at, tracking.stop_reason, tracking.revived_at,
        tracking.last_outcome, tracking.doubted,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      join zones zone on zone.id = tweet.zone_id
      where tweet.id = $1
      for update of tweet, tracking
      """;

  /** Locks and reads a tweet that {@link #find} returned. */
  static Future<LockedTweet> lock(SqlConnection transaction, long id, Instant now) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .map(rows -> lockedTweet(rows.iterator().next(), now));
  }

  private static LockedTweet lockedTweet(Row row, Instant now) {
    Instant next = Times.instantOrNull(row, "next_update_at");
    String stopped = row.getString("stop_reason");
    Latest latest = Latest.of(row);
    return new LockedTweet(
        Cadence.valueOf(row.getString("cadence")),
        row.getInteger("update_count"),
        latest,
        Times.instantOrNull(row, "last_updated_at"),
        Times.instantOrNull(row, "revived_at"),
        stopped == null ? null : StopReason.of(stopped),
        Tracking.doubted(row),
        new Decisions.Before(
            Times.instant(row, "twitter_created_at"),
            Times.instant(row, "arrived_at"),
            latest.counters(),
            row.getBoolean("moved_since_poll"),
            Times.instantOrNull(row, "absent_since"),
            next == null ? now : next));
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
        .execute(Tuple.of(id, Times.utc(now), outcome, Tracking.write(doubted)))
        .mapEmpty();
  }

  private static final String REVIVED =
      """
      update twitter_engagement_tracking
      set revived_at = $2
      where tweet_db_id = $1
      """;

  /** Records that a stopped tweet was revived. */
  static Future<Void> revived(SqlConnection transaction, long id, Instant now) {
    return transaction.preparedQuery(REVIVED).execute(Tuple.of(id, Times.utc(now))).mapEmpty();
  }
}
