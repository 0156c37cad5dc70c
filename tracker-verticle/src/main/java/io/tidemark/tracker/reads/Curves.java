package io.tidemark.tracker.reads;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.GrowthAge;
import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.Curve.TrackingRow;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the curves of tweets. */
public final class Curves {

  private final Pool pool;

  public Curves(Pool pool) {
    this.pool = pool;
  }

  private static final String FIND =
      """
      select id
      from twitter_tweets
      where tweet_id = $2
        and ($3::text is null or zone_id = $3)
        and ($4::text[] is null or zone_id = any ($4))
      union
      select id
      from twitter_tweets
      where id = $1
        and ($3::text is null or zone_id = $3)
        and ($4::text[] is null or zone_id = any ($4))
      """;

  /**
   * Finds a tweet by our id or by the platform's.
   *
   * @param zone the only zone to search, as several zones may have the tweet; null for all
   * @param only the zones that the caller may see
   * @return the matching rows of twitter_tweets, at most one for each zone
   */
  public Future<List<Long>> find(String tweetId, @Nullable String zone, Tenants only) {
    long id = tweetId.length() > 18 ? -1 : Long.parseLong(tweetId);
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id, tweetId, zone, only.toArrayOrNull()))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).toList());
  }

  /** What {@link #tweet} reads, from the tables tweet, author and tracking. */
  static final String TWEET_COLUMNS =
      """
      tweet.id, tweet.tweet_id, tweet.zone_id, tweet.text, tweet.url, author.user_name,
        tweet.twitter_created_at, tweet.received_at, tweet.captured_at, tweet.older_counters,
        tweet.total_engagement,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count, tracking.next_update_at,
        exists (
          select 1
          from sampled_tweets sampled
          where sampled.tweet_db_id = tweet.id) as sampled
      """;

  private static final String TWEETS =
      """
      select %s
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      left join twitter_profiles author on author.id = tweet.author_id
      where tweet.id = any ($1)
      """
          .formatted(TWEET_COLUMNS);

  /**
   * Reads tweets.
   *
   * @param ids rows of twitter_tweets
   * @return by their rows; without those that are gone
   */
  public Future<Map<Long, TweetRow>> tweets(Collection<Long> ids) {
    return pool.preparedQuery(TWEETS)
        .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
        .map(
            rows ->
                rows.stream()
                    .map(Curves::tweet)
                    .collect(Collectors.toMap(TweetRow::id, Function.identity())));
  }

  private static final String TWEET =
      """
      select %s,
        tracking.lot_id, tracking.tier, tracking.update_count, tracking.last_updated_at,
        tracking.last_outcome, tracking.last_decision,
        tracking.stop_reason, tracking.stopped_at, tracking.expected_growth,
        tracking.revived_by,
        lot.waiting_reason, lot.arrived_at, zone.horizon_minutes
      from twitter_tweets tweet
      join zones zone on zone.id = tweet.zone_id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      left join twitter_profiles author on author.id = tweet.author_id
      where tweet.id = $1
      """
          .formatted(TWEET_COLUMNS);

  /** What {@link #point} reads. */
  static final String POINT_COLUMNS =
      """
      snapshot_at, origin, round,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, decision, carried_engagement
      """;

  private static final String POINTS =
      """
      select %s, doubtful
      from twitter_engagement_history
      where tweet_id = $1
        and snapshot_at >= $2
      order by snapshot_at
      """
          .formatted(POINT_COLUMNS);

  /**
   * Reads the curve of a tweet.
   *
   * @param id the row of twitter_tweets
   * @return empty when there is no such tweet
   */
  public Future<Optional<Curve>> of(long id) {
    return pool.preparedQuery(TWEET)
        .execute(Tuple.of(id))
        .compose(
            tweets -> {
              if (tweets.size() == 0) {
                return Future.succeededFuture(Optional.empty());
              }
              Row tweet = tweets.iterator().next();
              // Partitions of days before its arrival hold no snapshot of it. One day of margin, as
              // the clocks of two processes may differ around midnight.
              Instant from = Times.instant(tweet, "received_at").minus(Duration.ofDays(1));
              return pool.preparedQuery(POINTS)
                  .execute(Tuple.of(id, Times.utc(from)))
                  .map(points -> Optional.of(curve(tweet, points)));
            });
  }

  private static Curve curve(Row row, RowSet<Row> rows) {
    TweetRow tweet = tweet(row);
    List<Point> points = new ArrayList<>();
    List<Point> doubtful = new ArrayList<>();
    Counters known = Counters.NONE;
    for (Row each : rows) {
      Point point = point(each, known);
      if (each.getBoolean("doubtful")) {
        doubtful.add(point);
      } else {
        points.add(point);
        known = point.counters().orElse(known);
      }
    }
    Double velocity =
        points.reversed().stream()
            .map(Point::velocity)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    if (points.isEmpty()) {
      points.add(
          new Point(
              tweet.receivedAt(),
              "arrival",
              null,
              tweet.counters(),
              tweet.totalEngagement(),
              Counters.NONE,
              null,
              null));
    }
    return new Curve(
        tweet,
        tracking(row),
        GrowthAge.since(tweet.createdAt(), Times.instant(row, "arrived_at")),
        Duration.ofMinutes(row.getInteger("horizon_minutes")),
        points,
        doubtful,
        velocity);
  }

  /** Reads a row with {@link #TWEET_COLUMNS}. */
  static TweetRow tweet(Row row) {
    return new TweetRow(
        row.getLong("id"),
        row.getString("tweet_id"),
        row.getString("zone_id"),
        row.getString("text"),
        row.getString("url"),
        row.getString("user_name"),
        Times.instant(row, "twitter_created_at"),
        Times.instant(row, "received_at"),
        Latest.of(row),
        row.getLong("total_engagement"),
        Times.instantOrNull(row, "next_update_at"),
        row.getBoolean("sampled"));
  }

  private static TrackingRow tracking(Row row) {
    return new TrackingRow(
        row.getLong("lot_id"),
        row.getString("tier"),
        row.getInteger("update_count"),
        Times.instantOrNull(row, "last_updated_at"),
        row.getString("last_outcome"),
        row.getString("last_decision"),
        row.getString("waiting_reason"),
        row.getString("stop_reason"),
        Times.instantOrNull(row, "stopped_at"),
        row.getDouble("expected_growth"),
        row.getString("revived_by"));
  }

  /**
   * Reads a row with {@link #POINT_COLUMNS}.
   *
   * @param known the last known counters before this row, for older rows that do not store the
   *     engagement of the counters they lack
   */
  static Point point(Row row, Counters known) {
    Counters counters = Counters.of(row);
    Long carried = row.getLong("carried_engagement");
    return new Point(
        Times.instant(row, "snapshot_at"),
        row.getString("origin"),
        row.getInteger("round"),
        counters,
        carried == null ? counters.orElse(known).engagement() : counters.engagement() + carried,
        new Counters(
            row.getLong("delta_retweets"),
            row.getLong("delta_replies"),
            row.getLong("delta_likes"),
            row.getLong("delta_quotes"),
            row.getLong("delta_views"),
            null),
        row.getDouble("engagement_velocity"),
        row.getString("decision"));
  }
}
