package io.tidemark.tracker.economy;

import io.tidemark.flow.AsyncLoop;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * The curves of a zone's tweets, as their readings recorded them. A curve counts when its tweet has
 * at least {@value #LEAST_READINGS} readings up to the zone's horizon and the last of these lies at
 * it: curves of tweets that arrived late, were deleted, or were not answered for hours are left
 * out.
 */
public final class ZoneCurves {

  /** Fewer readings than these are no curve. */
  private static final int LEAST_READINGS = 8;

  /** The last reading may be so much before or after the horizon, as a part of it. */
  private static final double OFF_THE_HORIZON = 0.05;

  /**
   * By this part of the horizon a tweet was read first after its arrival; where that was later, its
   * first snapshots are older than the retention.
   */
  private static final double FIRST_BY = 1 / 12.0;

  private static final int AT_ONCE = 500;

  private record TweetRef(long id, String tweetId, Duration horizon) {}

  private ZoneCurves() {}

  private static final String SAMPLED =
      """
      select tweet.id, tweet.tweet_id, zone.horizon_minutes
      from sampled_tweets sampled
      join twitter_tweets tweet on tweet.id = sampled.tweet_db_id
      join zones zone on zone.id = sampled.zone_id
      where sampled.zone_id = $1
        and sampled.ends_at >= $2
        and sampled.ends_at < $3
      order by tweet.received_at, tweet.id
      """;

  /**
   * The curves of the sampled tweets.
   *
   * @param from the earliest end of a tweet's horizon
   * @param to the end of their horizon is before it; the last poll of a tweet is answered a little
   *     after the end
   * @return in the order of arrival, by the platform's ids
   */
  public static Future<List<RecordedCurve>> of(
      SqlClient connection, String zone, Instant from, Instant to) {
    return curves(connection, SAMPLED, zone, from, to);
  }

  private static final String ALL =
      """
      select tweet.id, tweet.tweet_id, zone.horizon_minutes
      from zones zone
      join twitter_tweets tweet on tweet.zone_id = zone.id
      where zone.id = $1
        and tweet.received_at >= $2::timestamptz - zone.horizon_minutes * interval '1 minute'
        and tweet.received_at < $3::timestamptz
        and tweet.captured_at >= greatest(
          $2, tweet.twitter_created_at + zone.horizon_minutes * 0.95 * interval '1 minute')
      order by tweet.received_at, tweet.id
      """;

  /**
   * The curves of all tweets, sampled or not. Tweets that their cadence stopped early are not among
   * them, so that they are no picture of the zone.
   *
   * @param from the earliest time of a tweet's last reading
   * @param to tweets that arrived before it
   */
  public static Future<List<RecordedCurve>> ofAll(
      SqlClient connection, String zone, Instant from, Instant to) {
    return curves(connection, ALL, zone, from, to);
  }

  private static Future<List<RecordedCurve>> curves(
      SqlClient connection, String tweets, String zone, Instant from, Instant to) {
    return connection
        .preparedQuery(tweets)
        .execute(Tuple.of(zone, Times.utc(from), Times.utc(to)))
        .compose(
            rows ->
                read(
                    connection,
                    rows.stream()
                        .map(
                            row ->
                                new TweetRef(
                                    row.getLong("id"),
                                    row.getString("tweet_id"),
                                    Duration.ofMinutes(row.getInteger("horizon_minutes"))))
                        .toList()));
  }

  private static Future<List<RecordedCurve>> read(SqlClient connection, List<TweetRef> tweets) {
    Queue<List<TweetRef>> batches = new ArrayDeque<>();
    for (int start = 0; start < tweets.size(); start += AT_ONCE) {
      batches.add(tweets.subList(start, Math.min(tweets.size(), start + AT_ONCE)));
    }
    List<RecordedCurve> curves = new ArrayList<>();
    return AsyncLoop.until(
        () -> {
          List<TweetRef> batch = batches.poll();
          return batch == null
              ? Future.succeededFuture(Optional.of(curves))
              : GrowthReadings.of(connection, batch.stream().map(TweetRef::id).toList())
                  .map(
                      readings -> {
                        add(curves, batch, readings);
                        return Optional.empty();
                      });
        });
  }

  private static void add(
      List<RecordedCurve> curves, List<TweetRef> batch, Map<Long, List<Reading>> readings) {
    for (TweetRef tweet : batch) {
      List<Reading> read =
          readings.getOrDefault(tweet.id(), List.of()).stream()
              .filter(reading -> part(reading, tweet) <= 1 + OFF_THE_HORIZON)
              .toList();
      if (read.size() >= LEAST_READINGS
          && part(read.get(1), tweet) <= FIRST_BY
          && part(read.getLast(), tweet) >= 1 - OFF_THE_HORIZON) {
        curves.add(RecordedCurve.ofReadings(tweet.tweetId(), read));
      }
    }
  }

  /** The age at a reading as a part of the horizon. */
  private static double part(Reading reading, TweetRef tweet) {
    return (double) reading.age().toMillis() / tweet.horizon().toMillis();
  }
}
