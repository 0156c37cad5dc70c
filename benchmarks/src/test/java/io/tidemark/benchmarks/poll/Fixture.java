package io.tidemark.benchmarks.poll;

import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.tweets.Counters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The rows that intake creates for a batch of tweets, and the checks after its poll. */
final class Fixture {

  private Fixture() {}

  /** Removes all due work, independent of the clock. */
  static void clear(String database) throws SQLException {
    JdbcConnections.run(database, EMPTY);
  }

  private static final String EMPTY =
      """
      truncate twitter_engagement_history, twitter_engagement_tracking, twitter_lots,
        twitter_tweets cascade;
      delete from timers where kind = 'lot'
      """;

  private static final String ZONES =
      """
      insert into zones (id, name, cadence, created_at)
      select id, id, 'HOURLY_LOT', now()
      from unnest(?) as zone (id)
      on conflict do nothing
      """;

  private static final String TWEETS =
      """
      insert into twitter_tweets (
        id, zone_id, tweet_id, text, lang, url, twitter_created_at, received_at, captured_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count)
      overriding system value
      select place, zone, tweet, text, 'en', 'https://x.com/i/status/' || tweet,
        created, ?::timestamptz, ?::timestamptz,
        retweets, replies, likes, quotes, views, bookmarks
      from unnest(?, ?, ?, ?::timestamptz[], ?, ?, ?, ?, ?, ?) with ordinality
        as t (zone, tweet, text, created, retweets, replies, likes, quotes, views, bookmarks, place)
      """;

  private static final String TRACKING =
      """
      insert into twitter_lots (id, zone_id, delivery_id, arrived_at, tweets)
      overriding system value
      select (id - 1) / %1$d + 1, min(zone_id), 0, min(received_at), count(*)
      from twitter_tweets
      group by (id - 1) / %1$d + 1;

      insert into twitter_engagement_tracking (lot_id, tweet_db_id, tier, next_update_at)
      select (id - 1) / %1$d + 1, id, 'ultra_hot', received_at + interval '1 hour'
      from twitter_tweets
      order by id;

      insert into timers (kind, subject, due_at)
      select 'lot', id, arrived_at + interval '1 hour'
      from twitter_lots
      order by id;

      analyze twitter_tweets, twitter_lots, twitter_engagement_tracking, timers
      """
          .formatted(TweetBatch.LOT);

  static void insert(String database, TweetBatch tweetBatch) throws SQLException {
    try (Connection connection = JdbcConnections.open(database)) {
      connection.setAutoCommit(false);
      JdbcConnections.run(connection, EMPTY);
      try (var zones = connection.prepareStatement(ZONES)) {
        zones.setArray(1, connection.createArrayOf("text", tweetBatch.zones().toArray()));
        zones.execute();
      }
      try (var tweets = connection.prepareStatement(TWEETS)) {
        tweets.setString(1, tweetBatch.arrivedAt().toString());
        tweets.setString(2, tweetBatch.arrivedAt().toString());
        String[] zones =
            IntStream.rangeClosed(1, tweetBatch.size())
                .mapToObj(tweetBatch::zoneOf)
                .toArray(String[]::new);
        tweets.setArray(3, connection.createArrayOf("text", zones));
        tweets.setArray(4, texts(connection, tweetBatch, SimulatedTweet::id));
        tweets.setArray(5, texts(connection, tweetBatch, SimulatedTweet::text));
        tweets.setArray(6, texts(connection, tweetBatch, tweet -> tweet.createdAt().toString()));
        tweets.setArray(7, counts(connection, tweetBatch, Counters::retweets));
        tweets.setArray(8, counts(connection, tweetBatch, Counters::replies));
        tweets.setArray(9, counts(connection, tweetBatch, Counters::likes));
        tweets.setArray(10, counts(connection, tweetBatch, Counters::quotes));
        tweets.setArray(11, counts(connection, tweetBatch, Counters::views));
        tweets.setArray(12, counts(connection, tweetBatch, Counters::bookmarks));
        tweets.execute();
      }
      JdbcConnections.run(connection, TRACKING);
      connection.commit();
    }
  }

  private static java.sql.Array texts(
      Connection connection, TweetBatch tweetBatch, Function<SimulatedTweet, String> text)
      throws SQLException {
    return connection.createArrayOf("text", tweetBatch.tweets().stream().map(text).toArray());
  }

  private static java.sql.Array counts(
      Connection connection, TweetBatch tweetBatch, Function<Counters, Long> counter)
      throws SQLException {
    return connection.createArrayOf(
        "bigint",
        tweetBatch.tweets().stream()
            .map(tweet -> counter.apply(TweetBatch.counters(tweet, tweetBatch.arrivedAt())))
            .toArray());
  }

  /** Checksums over all rows that a poll writes. */
  static final String DONE =
      """
      select
        (select count(*) from twitter_engagement_history) as snapshots,
        (select sum(tweet_id * (like_count + 3 * view_count + round)) from twitter_engagement_history)
          as readings,
        (select sum(tweet_id * delta_likes) from twitter_engagement_history) as deltas,
        (select round(sum(engagement_velocity)) from twitter_engagement_history) as velocities,
        (select count(*) from twitter_engagement_history where decision = 'delta_positive') as moved,
        (select sum(id * (total_engagement + view_count)) from twitter_tweets) as counters,
        (select sum(extract(epoch from captured_at)) from twitter_tweets) as captured,
        (select sum(update_count) from twitter_engagement_tracking) as rounds,
        (select count(stop_reason) from twitter_engagement_tracking) as stopped,
        (select sum(extract(epoch from next_update_at)) from twitter_engagement_tracking) as next,
        (select count(finished_at) from twitter_lots) as finished,
        (select count(*) from timers where kind = 'lot') as timers,
        (select sum(extract(epoch from due_at)) from timers where kind = 'lot') as due
      """;
}
