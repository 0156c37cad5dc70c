package io.tidemark.tracker.tweets;

import io.tidemark.postgres.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    return Columns.of(authors)
        .texts(Tweet.Author::id)
        .texts(Tweet.Author::userName)
        .texts(Tweet.Author::name)
        .longs(Tweet.Author::followers)
        .longs(Tweet.Author::following)
        .booleans(Tweet.Author::verified)
        .texts(Tweet.Author::profilePicture)
        .texts(Tweet.Author::description)
        .texts(Tweet.Author::location)
        .value(now)
        .execute(transaction, UPSERT_AUTHORS);
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
            Columns.of(tweets)
                .value(zone)
                .value(now)
                .texts(Tweet::tweetId)
                .texts(tweet -> tweet.author() == null ? null : tweet.author().id())
                .texts(Tweet::text)
                .texts(Tweet::lang)
                .texts(Tweet::url)
                .times(Tweet::createdAt)
                .longs(Tweet::counters, Counters.COLUMNS)
                .texts(tweet -> tweet.createdFrom().word())
                .tuple())
        .map(Tweets::idsByTweet);
  }

  /** Reads rows with id and tweet_id: the rows by the platform's id. */
  public static Map<String, Long> idsByTweet(RowSet<Row> rows) {
    return rows.stream()
        .collect(Collectors.toMap(row -> row.getString("tweet_id"), row -> row.getLong("id")));
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
        .map(rows -> rows.stream().map(Tweets::known).toList());
  }

  private static Known known(Row row) {
    return new Known(row.getLong("id"), row.getString("tweet_id"), Latest.of(row));
  }

  private static final String UPDATE_COUNTERS = Snapshots.updateLatest("twitter_tweets", "");

  /** Makes the snapshots the latest counters of their tweets, which are locked. */
  public static Future<Void> updateCounters(SqlConnection transaction, List<Snapshot> snapshots) {
    return Snapshots.latestColumns(snapshots).execute(transaction, UPDATE_COUNTERS);
  }

  private static final String UPDATE_COUNTERS_AT = Snapshots.updateLatestAt("twitter_tweets");

  /**
   * As {@link #updateCounters}, by the places of the rows ({@code ctid}), which the transaction has
   * locked and not updated.
   */
  public static Future<Void> updateCountersAt(
      SqlConnection transaction, List<Snapshot> snapshots, Function<Long, String> place) {
    return Snapshots.latestColumns(snapshots)
        .texts(snapshot -> place.apply(snapshot.tweet()))
        .execute(transaction, UPDATE_COUNTERS_AT);
  }
}
