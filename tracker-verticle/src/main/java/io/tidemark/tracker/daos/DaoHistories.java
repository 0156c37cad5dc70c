package io.tidemark.tracker.daos;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The engagement of DAOs' tweets over time: retweets, replies, likes and quotes together. */
public final class DaoHistories {

  /** Of tweets that DAOs wrote themselves; the models of zones are of what others write. */
  public static final String METRIC = "dao_engagement";

  public static final String PLATFORM = "twitter";

  private static final double SECONDS = 60;

  private static final Double[] STEPS =
      Arrays.stream(Ages.upTo(Ages.LONGEST).toArray())
          .mapToObj(minutes -> minutes * SECONDS)
          .toArray(Double[]::new);

  private DaoHistories() {}

  // A counter that a snapshot lacks is taken from the last one that has it, and one that fell as it
  // was before.
  private static final String READINGS =
      """
      select distinct on (tweet_id, step) tweet_id, age,
             retweets + replies + likes + quotes as engagement
      from (
        select tweet.id as tweet_id,
               extract(epoch from snapshot.snapshot_at - tweet.twitter_created_at)::float8 as age,
               width_bucket(
                 extract(epoch from snapshot.snapshot_at - tweet.twitter_created_at)::float8,
                 $3::float8[]) as step,
               coalesce(max(snapshot.retweet_count) over past, 0) as retweets,
               coalesce(max(snapshot.reply_count) over past, 0) as replies,
               coalesce(max(snapshot.like_count) over past, 0) as likes,
               coalesce(max(snapshot.quote_count) over past, 0) as quotes
        from dao_tweets tweet
        join dao_tweet_snapshots snapshot on snapshot.tweet_id = tweet.id
        where tweet.id = any ($1::bigint[])
          and snapshot.snapshot_at >= $2
          and snapshot.snapshot_at > tweet.twitter_created_at
          and not snapshot.doubtful
        window past as (partition by tweet.id order by snapshot.snapshot_at)) reading
      order by tweet_id, step, age desc
      """;

  /**
   * The believed readings of tweets, by age, and the last one alone between two of the {@link
   * Ages}.
   *
   * @param since no tweet is older
   * @return without tweets that have none
   */
  public static Future<Map<Long, List<Reading>>> of(
      SqlClient connection, Collection<Long> tweets, Instant since) {
    return connection
        .preparedQuery(READINGS)
        .execute(Tuple.of(tweets.toArray(Long[]::new), Times.utc(since), STEPS))
        .map(
            rows -> {
              Map<Long, List<Reading>> readings = new HashMap<>();
              rows.forEach(
                  row ->
                      readings
                          .computeIfAbsent(row.getLong("tweet_id"), tweet -> new ArrayList<>())
                          .add(
                              new Reading(
                                  Ages.ofMinutes(row.getDouble("age") / SECONDS),
                                  Math.max(0, row.getLong("engagement")))));
              return readings;
            });
  }

  /** How far the readings of a tweet must lie apart to be learnt from: most of the window. */
  public static Duration leastCovered(Duration window) {
    return window.multipliedBy(4).dividedBy(5);
  }
}
