package io.tidemark.tracker.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the statistics and tweets of a zone. */
public final class ZoneReads {

  /**
   * The distribution of engagement over a zone's tweets.
   *
   * @param p25 the actual quartile; the stop rule uses at least 1 in its place
   * @param capturedAt the time of the newest snapshot; null when there are no tweets
   * @param nextUpdateAt null when nothing is polled
   */
  public record Stats(
      long count,
      long active,
      double average,
      double p25,
      double median,
      double p75,
      long max,
      @Nullable Instant capturedAt,
      @Nullable Instant nextUpdateAt) {}

  /**
   * @param velocity change of the engagement per hour at the last snapshot
   * @param velocityAt the time of that snapshot
   */
  public record Fast(
      @JsonUnwrapped TweetRow tweet,
      @JsonProperty("engagement_velocity") double velocity,
      Instant velocityAt) {}

  /** The last row of a page; the next page begins after it. */
  public record Cursor(Instant receivedAt, long id) {}

  private final Pool pool;

  public ZoneReads(Pool pool) {
    this.pool = pool;
  }

  private static final String STATS =
      """
      select count(tweet.id) as count,
        count(tracking.next_update_at) as active,
        coalesce(avg(tweet.total_engagement), 0)::float8 as average,
        coalesce(percentile_cont(0.25) within group (order by tweet.total_engagement), 0) as p25,
        coalesce(percentile_cont(0.5) within group (order by tweet.total_engagement), 0) as median,
        coalesce(percentile_cont(0.75) within group (order by tweet.total_engagement), 0) as p75,
        coalesce(max(tweet.total_engagement), 0) as max,
        max(tweet.captured_at) as captured_at,
        min(tracking.next_update_at) as next_update_at
      from zones zone
      left join twitter_tweets tweet
        on tweet.zone_id = zone.id
        and tweet.received_at > $2
        and tweet.superseded_by is null
      left join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      where zone.id = $1
      group by zone.id
      """;

  /**
   * Reads the statistics of a zone.
   *
   * @param since only tweets received after it count
   * @return empty when there is no such zone
   */
  public Future<Optional<Stats>> stats(String zone, Instant since) {
    return pool.preparedQuery(STATS)
        .execute(Tuple.of(zone, Times.utc(since)))
        .map(rows -> rows.stream().map(ZoneReads::stats).findFirst());
  }

  private static Stats stats(Row row) {
    return new Stats(
        row.getLong("count"),
        row.getLong("active"),
        row.getDouble("average"),
        row.getDouble("p25"),
        row.getDouble("median"),
        row.getDouble("p75"),
        row.getLong("max"),
        Times.instantOrNull(row, "captured_at"),
        Times.instantOrNull(row, "next_update_at"));
  }

  private static final String SNAPSHOTS_OF_MONTH =
      """
      select coalesce(sum(readings), 0)::bigint as readings
      from zone_tallies
      where zone_id = $1
        and month = month_of($2)
      """;

  /**
   * The number of snapshots of the zone's tweets in the current calendar month (UTC) that came from
   * calls to the platform.
   */
  public Future<Long> snapshotsOfMonth(String zone, Instant now) {
    return pool.preparedQuery(SNAPSHOTS_OF_MONTH)
        .execute(Tuple.of(zone, Times.utc(now)))
        .map(rows -> rows.iterator().next().getLong("readings"));
  }

  private static final String FAST =
      """
      select %s, latest.engagement_velocity, latest.snapshot_at
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      left join twitter_profiles author on author.id = tweet.author_id
      join lateral (
        select engagement_velocity, snapshot_at
        from twitter_engagement_history history
        where history.tweet_id = tweet.id
          and history.snapshot_at > $2
          and history.engagement_velocity is not null
          and not history.doubtful
        order by history.snapshot_at desc
        limit 1) latest on latest.engagement_velocity >= $3
      where tweet.zone_id = $1
        and tweet.received_at > $2
        and tweet.superseded_by is null
      order by latest.engagement_velocity desc, tweet.id
      limit $4
      """
          .formatted(Curves.TWEET_COLUMNS);

  /**
   * The zone's tweets that grow the fastest.
   *
   * @param window the greatest age of the tweets and snapshots that count
   * @param min engagements per hour
   */
  public Future<List<Fast>> fast(String zone, Instant now, Duration window, double min, int limit) {
    return pool.preparedQuery(FAST)
        .execute(Tuple.of(zone, Times.utc(now.minus(window)), min, limit))
        .map(rows -> rows.stream().map(ZoneReads::fast).toList());
  }

  private static Fast fast(Row row) {
    return new Fast(
        Curves.tweet(row), row.getDouble("engagement_velocity"), Times.instant(row, "snapshot_at"));
  }

  private static final String TWEETS =
      """
      select %s
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      left join twitter_profiles author on author.id = tweet.author_id
      where tweet.zone_id = $1
        and (tweet.received_at, tweet.id) < ($2, $3)
        and tweet.superseded_by is null
      order by tweet.received_at desc, tweet.id desc
      limit $4
      """
          .formatted(Curves.TWEET_COLUMNS);

  private static final Cursor START =
      new Cursor(Instant.parse("9999-01-01T00:00:00Z"), Long.MAX_VALUE);

  /** The zone's tweets after a cursor, newest first. New arrivals do not shift the pages. */
  public Future<List<TweetRow>> tweets(String zone, @Nullable Cursor after, int limit) {
    Cursor from = after == null ? START : after;
    return pool.preparedQuery(TWEETS)
        .execute(Tuple.of(zone, Times.utc(from.receivedAt()), from.id(), limit))
        .map(rows -> rows.stream().map(Curves::tweet).toList());
  }

  /** Whether there is such a zone. */
  public Future<Boolean> exists(String zone) {
    return pool.preparedQuery("select 1 from zones where id = $1")
        .execute(Tuple.of(zone))
        .map(rows -> rows.size() == 1);
  }
}
