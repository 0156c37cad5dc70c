package io.tidemark.benchmarks.ingest;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Tweet;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of one webhook in one transaction, prepared in advance. */
final class RawDelivery {

  private static final String AUTHORS =
      """
      insert into twitter_profiles (
        id, user_name, name, followers, following, is_verified, profile_picture, description,
        location, updated_at)
      select *, ?::timestamptz
      from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update
      set user_name = excluded.user_name,
          name = excluded.name,
          followers = excluded.followers,
          following = excluded.following,
          is_verified = excluded.is_verified,
          profile_picture = excluded.profile_picture,
          description = excluded.description,
          location = excluded.location,
          updated_at = excluded.updated_at
      """;

  private static final String TWEETS =
      """
      insert into twitter_tweets (
        zone_id, received_at, captured_at,
        tweet_id, author_id, text, lang, url, twitter_created_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count)
      select 'brand', ?::timestamptz, ?::timestamptz,
        tweet, author, text, lang, url, created,
        retweets, replies, likes, quotes, views, bookmarks
      from unnest(?, ?, ?, ?, ?, ?::timestamptz[], ?, ?, ?, ?, ?, ?) as t (
        tweet, author, text, lang, url, created,
        retweets, replies, likes, quotes, views, bookmarks)
      returning id
      """;

  private static final String DELIVERY =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors)
      values ('brand', 'brand', ?::timestamptz, ?, ?, 0, 0)
      returning id
      """;

  private static final String LOT =
      """
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets)
      values ('brand', ?, ?::timestamptz, ?)
      returning id
      """;

  private static final String TRACKING =
      """
      insert into twitter_engagement_tracking (lot_id, tweet_db_id, tier, next_update_at)
      select ?, id, 'ultra_hot', ?::timestamptz
      from unnest(?) as t (id)
      """;

  private static final String TIMER =
      "insert into timers (kind, subject, due_at) values ('lot', ?, ?::timestamptz)";

  private final Connection connection;
  private final String now;
  private final String due;
  private final int size;
  private final List<Array> authors;
  private final List<Array> tweets;

  private RawDelivery(
      Connection connection, Instant now, int size, List<Array> authors, List<Array> tweets) {
    this.connection = connection;
    this.now = now.toString();
    this.due = now.plusSeconds(3_600).toString();
    this.size = size;
    this.authors = authors;
    this.tweets = tweets;
  }

  static RawDelivery of(Connection connection, List<Tweet> tweets, Instant now)
      throws SQLException {
    var byId = new TreeMap<String, Tweet.Author>();
    tweets.stream()
        .map(Tweet::author)
        .filter(Objects::nonNull)
        .forEach(author -> byId.put(author.id(), author));
    var people = new Columns<>(connection, List.copyOf(byId.values()));
    List<Array> authors = new ArrayList<>();
    authors.add(people.of("text", Tweet.Author::id));
    authors.add(people.of("text", Tweet.Author::userName));
    authors.add(people.of("text", Tweet.Author::name));
    authors.add(people.of("bigint", Tweet.Author::followers));
    authors.add(people.of("bigint", Tweet.Author::following));
    authors.add(people.of("boolean", Tweet.Author::verified));
    authors.add(people.of("text", Tweet.Author::profilePicture));
    authors.add(people.of("text", Tweet.Author::description));
    authors.add(people.of("text", Tweet.Author::location));
    var rows = new Columns<>(connection, tweets);
    List<Array> columns = new ArrayList<>();
    columns.add(rows.of("text", Tweet::tweetId));
    columns.add(rows.of("text", tweet -> tweet.author() == null ? null : tweet.author().id()));
    columns.add(rows.of("text", Tweet::text));
    columns.add(rows.of("text", Tweet::lang));
    columns.add(rows.of("text", Tweet::url));
    columns.add(rows.of("text", tweet -> tweet.createdAt().toString()));
    List<Function<Counters, @Nullable Long>> counters =
        List.of(
            Counters::retweets,
            Counters::replies,
            Counters::likes,
            Counters::quotes,
            Counters::views,
            Counters::bookmarks);
    for (Function<Counters, @Nullable Long> counter : counters) {
      columns.add(rows.of("bigint", tweet -> counter.apply(tweet.counters())));
    }
    return new RawDelivery(connection, now, tweets.size(), authors, columns);
  }

  void write() throws SQLException {
    try (var statement = connection.prepareStatement(AUTHORS)) {
      statement.setString(1, now);
      set(statement, 2, authors);
      statement.executeUpdate();
    }
    Long[] ids = new Long[size];
    try (var statement = connection.prepareStatement(TWEETS)) {
      statement.setString(1, now);
      statement.setString(2, now);
      set(statement, 3, tweets);
      try (ResultSet rows = statement.executeQuery()) {
        for (int i = 0; rows.next(); i++) {
          ids[i] = rows.getLong(1);
        }
      }
    }
    long delivery = inserted(DELIVERY, now, size, size);
    long lot = inserted(LOT, delivery, now, size);
    try (var statement = connection.prepareStatement(TRACKING)) {
      statement.setLong(1, lot);
      statement.setString(2, due);
      statement.setArray(3, connection.createArrayOf("bigint", ids));
      statement.executeUpdate();
    }
    try (var statement = connection.prepareStatement(TIMER)) {
      statement.setLong(1, lot);
      statement.setString(2, due);
      statement.executeUpdate();
    }
    connection.commit();
  }

  private long inserted(String sql, Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void set(PreparedStatement statement, int from, List<Array> arrays)
      throws SQLException {
    for (int i = 0; i < arrays.size(); i++) {
      statement.setArray(from + i, arrays.get(i));
    }
  }

  private record Columns<T>(Connection connection, List<T> rows) {

    Array of(String type, Function<T, @Nullable Object> value) throws SQLException {
      return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
  }
}
