package io.tidemark.tracker.tweets;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tweets of zones with their latest counters (twitter_tweets), and their authors. */
public final class Tweets {

  /**
   * A stored tweet, locked until the transaction ends.
   *
   * @param latest its counters, each with its capture time
   */
  public record Known(long id, String tweetId, Latest latest) {}

  private Tweets() {}

  private static final String UPSERT_AUTHORS =
      """
      insert into twitter_profiles as known (
        id, user_name, name, followers, following, is_verified, profile_picture, description,
        location, updated_at)
      select *, $10::timestamptz
      from unnest(
        $1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::boolean[], $7::text[],
        $8::text[], $9::text[])
      on conflict (id) do update
      set user_name = excluded.user_name,
          name = coalesce(excluded.name, known.name),
          followers = coalesce(excluded.followers, known.followers),
          following = coalesce(excluded.following, known.following),
          is_verified = coalesce(excluded.is_verified, known.is_verified),
          profile_picture = coalesce(excluded.profile_picture, known.profile_picture),
          description = coalesce(excluded.description, known.description),
          location = coalesce(excluded.location, known.location),
          updated_at = excluded.updated_at
      where known.updated_at <= excluded.updated_at
      """;

  /**
   * Writes the tweets' authors, in the order of their ids to avoid deadlocks.
   *
   * @param now when the data was received; newer stored data is kept
   */
  public static Future<Void> upsertAuthors(
      SqlConnection transaction, List<Tweet> tweets, Instant now) {
    List<Tweet.Author> authors =
        tweets.stream()
            .map(Tweet::author)
            .filter(Objects::nonNull)
            .collect(Collectors.toMap(Tweet.Author::id, Function.identity(), (a, b) -> b))
            .values()
            .stream()
            .sorted(Comparator.comparing(Tweet.Author::id))
            .toList();
    if (authors.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(UPSERT_AUTHORS)
        .execute(
            Tuple.of(
                texts(authors, Tweet.Author::id),
                texts(authors, Tweet.Author::userName),
                texts(authors, Tweet.Author::name),
                authors.stream().map(Tweet.Author::followers).toArray(Long[]::new),
                authors.stream().map(Tweet.Author::following).toArray(Long[]::new),
                authors.stream().map(Tweet.Author::verified).toArray(Boolean[]::new),
                texts(authors, Tweet.Author::profilePicture),
                texts(authors, Tweet.Author::description),
                texts(authors, Tweet.Author::location),
                Times.utc(now)))
        .mapEmpty();
  }

  private static final String INSERT_NEW =
      """
      insert into twitter_tweets (
        zone_id, received_at, captured_at,
        tweet_id, author_id, text, lang, url, twitter_created_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        created_from)
      select $1, $2, $2, *
      from unnest(
        $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
        $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
        $15::text[])
      on conflict (tweet_id, zone_id) do nothing
      returning id, tweet_id
      """;

  /**
   * Inserts the tweets that the zone does not have.
   *
   * @param tweets each id once, in the order of the ids, so that two deliveries of the same tweets
   *     do not deadlock
   * @return the rows of the new tweets by the platform's id
   */
  public static Future<Map<String, Long>> insertNew(
      SqlConnection transaction, String zone, List<Tweet> tweets, Instant now) {
    return transaction
        .preparedQuery(INSERT_NEW)
        .execute(
            Tuple.of(
                zone,
                Times.utc(now),
                texts(tweets, Tweet::tweetId),
                texts(tweets, tweet -> tweet.author() == null ? null : tweet.author().id()),
                texts(tweets, Tweet::text),
                texts(tweets, Tweet::lang),
                texts(tweets, Tweet::url),
                tweets.stream()
                    .map(tweet -> Times.utc(tweet.createdAt()))
                    .toArray(OffsetDateTime[]::new),
                counters(tweets, Counters::retweets),
                counters(tweets, Counters::replies),
                counters(tweets, Counters::likes),
                counters(tweets, Counters::quotes),
                counters(tweets, Counters::views),
                counters(tweets, Counters::bookmarks),
                texts(tweets, tweet -> tweet.createdFrom().word())))
        .map(
            rows -> {
              Map<String, Long> created = new HashMap<>();
              for (Row row : rows) {
                created.put(row.getString("tweet_id"), row.getLong("id"));
              }
              return created;
            });
  }

  private static final String LOCK_KNOWN =
      """
      select id, tweet_id, captured_at, older_counters,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count
      from twitter_tweets
      where zone_id = $1
        and tweet_id = any ($2::text[])
      order by id
      for update
      """;

  /** Reads tweets of a zone and locks them until the transaction ends. */
  public static Future<List<Known>> lockKnown(
      SqlConnection transaction, String zone, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK_KNOWN)
        .execute(Tuple.of(zone, (Object) tweetIds.toArray(String[]::new)))
        .map(
            rows -> {
              List<Known> known = new ArrayList<>();
              for (Row row : rows) {
                known.add(new Known(row.getLong("id"), row.getString("tweet_id"), Latest.of(row)));
              }
              return known;
            });
  }

  private static final String UPDATE_COUNTERS =
      """
      update twitter_tweets
      set retweet_count = coalesce(snapshot.retweets, retweet_count),
          reply_count = coalesce(snapshot.replies, reply_count),
          like_count = coalesce(snapshot.likes, like_count),
          quote_count = coalesce(snapshot.quotes, quote_count),
          view_count = coalesce(snapshot.views, view_count),
          bookmark_count = coalesce(snapshot.bookmarks, bookmark_count),
          captured_at = snapshot.at,
          older_counters = snapshot.older::jsonb
      from unnest(
        $1::bigint[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::text[])
        as snapshot (id, at, retweets, replies, likes, quotes, views, bookmarks, older)
      where twitter_tweets.id = snapshot.id
      """;

  /**
   * Makes the snapshots the latest counters. A counter that a snapshot lacks keeps its last value
   * and time.
   *
   * @param snapshots of tweets that are locked
   */
  public static Future<Void> updateCounters(SqlConnection transaction, List<Snapshot> snapshots) {
    if (snapshots.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(UPDATE_COUNTERS)
        .execute(
            Tuple.of(
                snapshots.stream().map(Snapshot::tweet).toArray(Long[]::new),
                snapshots.stream()
                    .map(snapshot -> Times.utc(snapshot.at()))
                    .toArray(OffsetDateTime[]::new),
                read(snapshots, Counters::retweets),
                read(snapshots, Counters::replies),
                read(snapshots, Counters::likes),
                read(snapshots, Counters::quotes),
                read(snapshots, Counters::views),
                read(snapshots, Counters::bookmarks),
                snapshots.stream()
                    .map(snapshot -> snapshot.latest().older())
                    .toArray(String[]::new)))
        .mapEmpty();
  }

  /** Reads the six counters of a row, selected under their column names. */
  public static Counters counters(Row row) {
    return new Counters(
        row.getLong("retweet_count"),
        row.getLong("reply_count"),
        row.getLong("like_count"),
        row.getLong("quote_count"),
        row.getLong("view_count"),
        row.getLong("bookmark_count"));
  }

  private static <T> @Nullable String[] texts(List<T> list, Function<T, @Nullable String> value) {
    return list.stream().map(value).toArray(String[]::new);
  }

  private static @Nullable Long[] counters(
      List<Tweet> tweets, Function<Counters, @Nullable Long> counter) {
    return tweets.stream().map(tweet -> counter.apply(tweet.counters())).toArray(Long[]::new);
  }

  private static @Nullable Long[] read(
      List<Snapshot> snapshots, Function<Counters, @Nullable Long> counter) {
    return snapshots.stream()
        .map(snapshot -> counter.apply(snapshot.latest().counters()))
        .toArray(Long[]::new);
  }
}
