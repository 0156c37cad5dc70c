package io.tidemark.tracker.reads;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.tweets.Counters;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the tweets and snapshots of {@link SnapshotPages}, in batches of limited size. */
final class SnapshotReads {

  /** A tweet whose snapshots are read, with its position in its zone. */
  record TweetRef(long id, String tweetId, String zoneId, Instant receivedAt, boolean sampled) {}

  /**
   * A snapshot and the row of its tweet in twitter_tweets.
   *
   * @param known the last known counters up to this snapshot, as far as earlier ones were read
   */
  record SnapshotRow(long tweet, Point point, Counters known) {}

  private final Pool pool;

  SnapshotReads(Pool pool) {
    this.pool = pool;
  }

  /** What {@link #tweetRef} reads, from the table twitter_tweets. */
  private static final String TWEET_COLUMNS =
      """
      id, tweet_id, zone_id, received_at,
        exists (
          select 1
          from sampled_tweets
          where tweet_db_id = twitter_tweets.id) as sampled
      """;

  private static final String TWEET =
      """
      select %s
      from twitter_tweets
      where id = $1
      """
          .formatted(TWEET_COLUMNS);

  Future<Optional<TweetRef>> tweet(long id) {
    return pool.preparedQuery(TWEET)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().map(SnapshotReads::tweetRef).findFirst());
  }

  private static final String NEWEST =
      """
      select %s
      from twitter_tweets
      where zone_id = $1
      order by received_at desc, id desc
      limit 1
      """
          .formatted(TWEET_COLUMNS);

  /** The newest tweet of a zone, at which reading stops; empty when the zone has none. */
  Future<Optional<TweetRef>> newest(String zone) {
    return pool.preparedQuery(NEWEST)
        .execute(Tuple.of(zone))
        .map(rows -> rows.stream().map(SnapshotReads::tweetRef).findFirst());
  }

  /**
   * Some tweets of a zone.
   *
   * @param tweets those that may have snapshots in the range, oldest first
   * @param end the last tweet that was looked at; null when there is none
   */
  record Batch(List<TweetRef> tweets, @Nullable TweetRef end) {}

  /** Tweets that one statement looks at, for each that it may return. */
  private static final int LOOKED_AT = 20;

  // A snapshot is never older than its tweet's arrival nor newer than captured_at, so tweets whose
  // interval lies outside the range are skipped, some of them in each statement.
  static final String TWEETS =
      """
      with looked_at as materialized (
        select id, tweet_id, zone_id, received_at, captured_at
        from twitter_tweets
        where zone_id = $1
          and (received_at, id) > ($2, $3)
          and (received_at, id) <= ($4, $5)
          and received_at < $7
        order by received_at, id
        limit $9
      ), found as (
        select *
        from looked_at
        where captured_at >= $6
        order by received_at, id
        limit $8
      )
      select id, tweet_id, zone_id, received_at, true as found,
        exists (
          select 1
          from sampled_tweets
          where tweet_db_id = tweet.id) as sampled
      from found tweet
      union all
      (select id, tweet_id, zone_id, received_at, false, false
        from looked_at
        order by received_at desc, id desc
        limit 1)
      order by found desc, received_at, id
      """;

  /**
   * A zone's tweets that may have snapshots in the range, oldest first.
   *
   * @param after the end of the previous batch; null for the first batch
   * @param last the last tweet to read
   * @param limit the most tweets of a batch, which may have none although more follow
   */
  Future<Batch> tweets(
      String zone, @Nullable TweetRef after, TweetRef last, Range range, int limit) {
    return pool.preparedQuery(TWEETS)
        .execute(
            Tuple.of(
                zone,
                Times.utc(after == null ? Instant.EPOCH : after.receivedAt()),
                after == null ? 0L : after.id(),
                Times.utc(last.receivedAt()),
                last.id(),
                Times.utc(range.from()),
                Times.utc(range.to()),
                limit,
                LOOKED_AT * limit))
        .map(rows -> batch(rows, limit));
  }

  private static Batch batch(RowSet<Row> rows, int limit) {
    List<TweetRef> tweets = new ArrayList<>();
    TweetRef end = null;
    for (Row row : rows) {
      if (row.getBoolean("found")) {
        tweets.add(tweetRef(row));
      } else {
        end = tweetRef(row);
      }
    }
    return new Batch(tweets, tweets.size() == limit ? tweets.getLast() : end);
  }

  private static final String SNAPSHOTS =
      """
      select tweet_id, %s
      from twitter_engagement_history
      where tweet_id = any ($1::bigint[])
        and (tweet_id, snapshot_at) > ($2, $3)
        and snapshot_at >= $4
        and snapshot_at < $5
        and not doubtful
      order by tweet_id, snapshot_at
      limit $6
      """
          .formatted(Curves.POINT_COLUMNS);

  /**
   * The snapshots of these tweets in the range, ordered by the tweet's row and then by time.
   * Doubtful snapshots are left out.
   *
   * @param after the last snapshot of the previous batch; null for the first batch
   */
  Future<List<SnapshotRow>> of(
      List<TweetRef> tweets, @Nullable SnapshotRow after, Range range, int limit) {
    return pool.preparedQuery(SNAPSHOTS)
        .execute(
            Tuple.of(
                tweets.stream().map(TweetRef::id).toArray(Long[]::new),
                after == null ? 0L : after.tweet(),
                Times.utc(after == null ? Instant.EPOCH : after.point().at()),
                Times.utc(range.from()),
                Times.utc(range.to()),
                limit))
        .map(
            rows -> {
              List<SnapshotRow> snapshots = new ArrayList<>();
              SnapshotRow last = after;
              for (Row row : rows) {
                last = snapshot(row, last);
                snapshots.add(last);
              }
              return snapshots;
            });
  }

  private static SnapshotRow snapshot(Row row, @Nullable SnapshotRow last) {
    long tweet = row.getLong("tweet_id");
    Counters known = last == null || last.tweet() != tweet ? Counters.NONE : last.known();
    Point point = Curves.point(row, known);
    return new SnapshotRow(tweet, point, point.counters().orElse(known));
  }

  private static TweetRef tweetRef(Row row) {
    return new TweetRef(
        row.getLong("id"),
        row.getString("tweet_id"),
        row.getString("zone_id"),
        Times.instant(row, "received_at"),
        row.getBoolean("sampled"));
  }
}
