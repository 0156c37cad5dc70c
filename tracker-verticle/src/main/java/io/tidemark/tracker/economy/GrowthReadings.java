package io.tidemark.tracker.economy;

import io.tidemark.forecast.Reading;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.GrowthAge;
import io.tidemark.tracker.tweets.Counters;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The engagement of tweets over time, as a growth model wants to know it. */
public final class GrowthReadings {

  /** Ages of readings that are kept lie this factor apart, but for the last. */
  private static final double STEP = 1.05;

  /** Of a tweet whose history is read. */
  private record Growing(Instant since, Instant receivedAt, long engagement) {}

  private GrowthReadings() {}

  private static final String TWEETS =
      """
      select tweet.id, tweet.twitter_created_at, tweet.received_at, tweet.total_engagement,
        lot.arrived_at
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      where tweet.id = any ($1::bigint[])
      """;

  // Partitions of days before the first arrival hold no snapshot of the tweets; a day of margin,
  // as the clocks of two processes may differ around midnight.
  private static final String SNAPSHOTS =
      """
      select tweet_id, snapshot_at, retweet_count, reply_count, like_count, quote_count,
        view_count, bookmark_count, delta_retweets, delta_replies, delta_likes, delta_quotes,
        carried_engagement
      from twitter_engagement_history
      where tweet_id = any ($1::bigint[])
        and snapshot_at >= $2
        and not doubtful
      order by tweet_id, snapshot_at
      """;

  /**
   * The believed readings of tweets: their arrival, polls, refreshes and deliveries, without
   * doubtful ones and those without any counter of the engagement. One that a reading lacks has its
   * last known value.
   *
   * @param tweets rows of twitter_tweets
   * @return for each tweet that exists its readings by age, which counts from {@link
   *     GrowthAge#since}; at least the one of its arrival
   */
  public static Future<Map<Long, List<Reading>>> of(SqlClient connection, Collection<Long> tweets) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Long[] ids = tweets.toArray(Long[]::new);
    return connection
        .preparedQuery(TWEETS)
        .execute(Tuple.of((Object) ids))
        .compose(
            rows -> {
              Map<Long, Growing> growing = new HashMap<>();
              rows.forEach(row -> growing.put(row.getLong("id"), growing(row)));
              Instant first =
                  growing.values().stream()
                      .map(Growing::receivedAt)
                      .min(Instant::compareTo)
                      .orElse(Instant.EPOCH);
              return connection
                  .preparedQuery(SNAPSHOTS)
                  .execute(Tuple.of(ids, Times.utc(first.minus(Duration.ofDays(1)))))
                  .map(snapshots -> readings(growing, snapshots));
            });
  }

  private static Growing growing(Row row) {
    return new Growing(
        GrowthAge.since(Times.instant(row, "twitter_created_at"), Times.instant(row, "arrived_at")),
        Times.instant(row, "received_at"),
        row.getLong("total_engagement"));
  }

  private static Map<Long, List<Reading>> readings(
      Map<Long, Growing> growing, RowSet<Row> snapshots) {
    Map<Long, List<Reading>> readings = new HashMap<>();
    Map<Long, Counters> known = new HashMap<>();
    for (Row row : snapshots) {
      long id = row.getLong("tweet_id");
      Growing tweet = growing.get(id);
      if (tweet == null) {
        continue;
      }
      Counters counters = Counters.of(row).orElse(known.getOrDefault(id, Counters.NONE));
      known.put(id, counters);
      if (!Counters.of(row).hasEngagement()) {
        continue; // views alone tell nothing of the engagement
      }
      Long carried = row.getLong("carried_engagement");
      long engagement =
          carried == null ? counters.engagement() : Counters.of(row).engagement() + carried;
      List<Reading> of = readings.computeIfAbsent(id, first -> new ArrayList<>());
      if (of.isEmpty()) {
        of.add(reading(tweet, tweet.receivedAt(), engagement - change(row)));
      }
      add(reading(tweet, Times.instant(row, "snapshot_at"), engagement), of);
    }
    growing.forEach(
        (id, tweet) ->
            readings.computeIfAbsent(
                id, unread -> List.of(reading(tweet, tweet.receivedAt(), tweet.engagement()))));
    return readings;
  }

  /**
   * Adds a reading, in place of one that is so little later than the one before it that a tweet
   * which is delivered each minute would have thousands.
   */
  private static void add(Reading reading, List<Reading> to) {
    int last = to.size() - 1;
    if (last >= 2 && reading.age().toMillis() <= to.get(last - 1).age().toMillis() * STEP) {
      to.set(last, reading);
    } else {
      to.add(reading);
    }
  }

  /** The change of the engagement since the snapshot before. */
  private static long change(Row row) {
    return new Counters(
            row.getLong("delta_retweets"),
            row.getLong("delta_replies"),
            row.getLong("delta_likes"),
            row.getLong("delta_quotes"),
            null,
            null)
        .engagement();
  }

  private static Reading reading(Growing tweet, Instant at, long engagement) {
    Duration age = Duration.between(tweet.since(), at);
    return new Reading(age.isNegative() ? Duration.ZERO : age, Math.max(0, engagement));
  }
}
