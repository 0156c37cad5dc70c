package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.tweets.Latest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tweets of claimed lots are polled, and how they stand when the answer is recorded. */
final class DueTweets {

  /**
   * A polled tweet as it stands in the database, locked until the transaction ends.
   *
   * @param latest its counters, each with when it was read
   * @param doubted the answer before, if that was not believed
   */
  record Polled(
      long id,
      String zone,
      Cadence cadence,
      int round,
      Latest latest,
      @Nullable Doubted doubted,
      Decisions.Before before) {

    /** When it was read last. */
    Instant readAt() {
      return latest.capturedAt();
    }
  }

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
            order by tweet.total_engagement desc nulls last, tracking.tweet_db_id) as turn
        from twitter_engagement_tracking tracking
        join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
        where tracking.lot_id = any ($1::bigint[])
          and tracking.stop_reason is null
          and tracking.next_update_at <= $2) due
      order by turn, total_engagement desc nulls last, tweet_db_id
      limit $3
      """;

  /**
   * The tweets of the lots whose next poll has come: the zones in turn, each with those that have
   * the most engagement first. Where a budget ends in the middle of a pass, it was spent on them.
   *
   * @param most how many
   */
  static Future<List<DueTweet>> due(Pool pool, List<Long> lots, Instant now, int most) {
    return pool.preparedQuery(DUE)
        .execute(Tuple.of(lots.toArray(Long[]::new), Times.utc(now), most))
        .map(DueTweets::tweets);
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
   * The active tweets of a lot that have not had the round, due or not, and for which no trigger of
   * this round or a later one was recorded.
   *
   * @param only rows of twitter_tweets; null for all of the lot
   */
  static Future<List<DueTweet>> beforeRound(
      Pool pool, long lot, int round, @Nullable List<Long> only) {
    return pool.preparedQuery(BEFORE_ROUND)
        .execute(Tuple.of(lot, round, only == null ? null : only.toArray(Long[]::new)))
        .map(DueTweets::tweets);
  }

  private static List<DueTweet> tweets(RowSet<Row> rows) {
    List<DueTweet> tweets = new ArrayList<>();
    for (Row row : rows) {
      tweets.add(
          new DueTweet(
              row.getLong("tweet_db_id"),
              row.getString("tweet_id"),
              row.getString("zone_id"),
              row.getLong("lot_id"),
              row.getInteger("update_count"),
              row.getBoolean("suspect")));
    }
    return tweets;
  }

  // Whoever recorded this round already, or stopped the tweet, has moved the row out of reach.
  private static final String LOCK =
      """
      select tweet.id, tweet.zone_id, zone.cadence, tracking.update_count, tweet.captured_at,
        tweet.older_counters,
        tweet.twitter_created_at, lot.arrived_at, tracking.moved_since_poll, tracking.absent_since,
        tracking.next_update_at, tracking.last_outcome, tracking.doubted,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count
      from unnest($1::bigint[], $2::int[]) as polled (id, round)
      join twitter_engagement_tracking tracking
        on tracking.tweet_db_id = polled.id
        and tracking.update_count = polled.round
        and tracking.stop_reason is null
      join twitter_tweets tweet on tweet.id = polled.id
      join twitter_lots lot on lot.id = tracking.lot_id
      join zones zone on zone.id = tweet.zone_id
      order by tweet.id
      for update of tweet, tracking
      """;

  /** Locks those of the polled tweets that are still in the round they were polled for. */
  static Future<List<Polled>> lock(SqlConnection transaction, List<DueTweet> tweets) {
    return transaction
        .preparedQuery(LOCK)
        .execute(
            Tuple.of(
                tweets.stream().map(DueTweet::id).toArray(Long[]::new),
                // Not as Object[]: two arguments of which the second is an array are spread.
                (Object) tweets.stream().map(DueTweet::round).toArray(Integer[]::new)))
        .map(
            rows -> {
              List<Polled> locked = new ArrayList<>();
              for (Row row : rows) {
                locked.add(polled(row));
              }
              return locked;
            });
  }

  private static Polled polled(Row row) {
    Latest latest = Latest.of(row);
    return new Polled(
        row.getLong("id"),
        row.getString("zone_id"),
        Cadence.valueOf(row.getString("cadence")),
        row.getInteger("update_count"),
        latest,
        Tracking.doubted(row),
        new Decisions.Before(
            Times.instant(row, "twitter_created_at"),
            Times.instant(row, "arrived_at"),
            latest.counters(),
            row.getBoolean("moved_since_poll"),
            Times.instantOrNull(row, "absent_since"),
            Times.instant(row, "next_update_at")));
  }
}
