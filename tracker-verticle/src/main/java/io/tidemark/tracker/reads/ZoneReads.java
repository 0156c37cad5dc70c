package io.tidemark.tracker.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.tallies.EngagementSpread;
import io.tidemark.tracker.tallies.EngagementTallies;
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
   * @param active tweets of the zone that are polled, whenever they were received
   * @param p25 the actual quartile; the stop rule uses at least 1 in its place
   * @param capturedAt the time of the zone's newest snapshot; null when it has had no tweets
   * @param nextUpdateAt when the next tweet of the zone is polled; null when none is
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

  /** For how long velocities are kept. */
  public static final Duration WINDOW = Duration.ofHours(24);

  private final Pool pool;

  public ZoneReads(Pool pool) {
    this.pool = pool;
  }

  static final String ACTIVE =
      """
      select coalesce(sum(tweets), 0)::bigint as active
      from tracking_tallies
      where zone_id = $1
        and stop_reason is null
      """;

  /**
   * Reads the statistics of a zone.
   *
   * @param since only tweets received after it count
   * @return empty when there is no such zone
   */
  public Future<Optional<Stats>> stats(String zone, Instant since) {
    return exists(zone)
        .compose(
            exists ->
                exists
                    ? statsOf(zone, since).map(Optional::of)
                    : Future.succeededFuture(Optional.empty()));
  }

  private Future<Stats> statsOf(String zone, Instant since) {
    return Future.all(
            EngagementTallies.spread(pool, zone, since),
            Freshness.ofZone(pool, zone),
            pool.preparedQuery(ACTIVE)
                .execute(Tuple.of(zone))
                .map(rows -> rows.iterator().next().getLong("active")))
        .map(all -> stats(all.resultAt(0), all.resultAt(1), all.resultAt(2)));
  }

  private static Stats stats(EngagementSpread spread, Freshness freshness, long active) {
    return new Stats(
        spread.tweets(),
        active,
        spread.average(),
        spread.quantile(0.25),
        spread.quantile(0.5),
        spread.quantile(0.75),
        spread.most(),
        freshness.capturedAt(),
        freshness.nextUpdateAt());
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

  // The table has the tweets that grew at their last snapshot, each with what it grew by.
  static final String FAST =
      """
      select %s, fast.velocity as engagement_velocity, fast.at as snapshot_at
      from tweet_velocities fast
      join twitter_tweets tweet on tweet.id = fast.tweet_db_id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = fast.tweet_db_id
      left join twitter_profiles author on author.id = tweet.author_id
      where fast.zone_id = $1
        and fast.at > $2
        and fast.received_at > $2
        and fast.velocity >= $3
        and tweet.superseded_by is null
      order by fast.velocity desc, fast.tweet_db_id
      limit $4
      """
          .formatted(Curves.TWEET_COLUMNS);

  private static final int MOST_DROPPED = 50_000;

  private static final String DROP_SLOW =
      """
      delete from tweet_velocities
      where ctid = any (array(
        select ctid
        from tweet_velocities
        where at <= $1
          or received_at <= $1
        limit %d))
      """
          .formatted(MOST_DROPPED);

  /** Forgets the velocities that are older than a window, or of tweets that are. */
  public static Future<Void> dropVelocities(Pool pool, Instant before) {
    return pool.preparedQuery(DROP_SLOW)
        .execute(Tuple.of(Times.utc(before)))
        .compose(
            dropped ->
                dropped.rowCount() < MOST_DROPPED
                    ? Future.succeededFuture()
                    : dropVelocities(pool, before));
  }

  /**
   * The zone's tweets that grow the fastest. Tweets that did not grow at their last snapshot are
   * not among them, whatever the minimum.
   *
   * @param window the greatest age of the tweets and snapshots that count, at most {@link #WINDOW}
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

  static final String TWEETS =
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
