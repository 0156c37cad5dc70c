package io.tidemark.tracker.tweets;

import io.tidemark.postgres.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tweets of zones with their latest counters (twitter_tweets), and their authors. */
public final class Tweets {

  /**
   * A stored tweet, locked until the transaction ends.
   *
   * @param latest its counters, each with its capture time
   */
  public record Known(long id, ZoneTweet key, Latest latest) {}

  private Tweets() {}

  // Most authors are known as they are: their rows are neither written nor locked. One that does
  // not change is written once an hour all the same, so that updated_at stays true to the hour.
  private static final String UPSERT_AUTHORS =
      """
      insert into twitter_profiles as known (
        id, user_name, name, followers, following, is_verified, profile_picture, description,
        location, updated_at)
      select came.id, came.user_name, came.name, came.followers, came.following, came.is_verified,
        came.profile_picture, came.description, came.location, came.at
      from unnest(
        $1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::boolean[], $7::text[],
        $8::text[], $9::text[], $10::timestamptz[], $11::boolean[])
        as came (
          id, user_name, name, followers, following, is_verified, profile_picture, description,
          location, at, waited)
      left join twitter_profiles stored on stored.id = came.id
      where stored.id is null
        or (not came.waited
          and stored.updated_at <= came.at
          and (stored.updated_at < came.at - interval '1 hour'
            or stored.user_name <> came.user_name
            or stored.name is distinct from coalesce(came.name, stored.name)
            or stored.followers is distinct from coalesce(came.followers, stored.followers)
            or stored.following is distinct from coalesce(came.following, stored.following)
            or stored.is_verified is distinct from coalesce(came.is_verified, stored.is_verified)
            or stored.profile_picture
              is distinct from coalesce(came.profile_picture, stored.profile_picture)
            or stored.description is distinct from coalesce(came.description, stored.description)
            or stored.location is distinct from coalesce(came.location, stored.location)))
      order by came.id
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

  private record ArrivedAuthor(Tweet.Author author, Instant at, boolean waited) {

    static ArrivedAuthor of(ArrivedTweet tweet) {
      return new ArrivedAuthor(tweet.tweet().author(), tweet.at(), tweet.waited());
    }

    ArrivedAuthor then(ArrivedAuthor later) {
      return new ArrivedAuthor(later.author.orElse(author), later.at, later.waited);
    }
  }

  /**
   * Writes the tweets' authors, in the order of their ids to avoid deadlocks. Newer stored data is
   * kept; a delivery that has waited changes no author that is known.
   *
   * @param tweets in the order in which they came
   */
  public static Future<Void> upsertAuthors(SqlConnection transaction, List<ArrivedTweet> tweets) {
    SortedMap<String, ArrivedAuthor> authors = new TreeMap<>();
    for (ArrivedTweet tweet : tweets) {
      Tweet.Author author = tweet.tweet().author();
      if (author != null) {
        authors.merge(author.id(), ArrivedAuthor.of(tweet), ArrivedAuthor::then);
      }
    }
    return Columns.of(authors.values())
        .texts(author -> author.author().id())
        .texts(author -> author.author().userName())
        .texts(author -> author.author().name())
        .longs(author -> author.author().followers())
        .longs(author -> author.author().following())
        .booleans(author -> author.author().verified())
        .texts(author -> author.author().profilePicture())
        .texts(author -> author.author().description())
        .texts(author -> author.author().location())
        .times(ArrivedAuthor::at)
        .booleans(ArrivedAuthor::waited)
        .execute(transaction, UPSERT_AUTHORS);
  }

  private static final String INSERT_NEW =
      """
      insert into twitter_tweets (
        zone_id, received_at, captured_at,
        tweet_id, author_id, text, lang, url, twitter_created_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        created_from)
      select zone_id, at, at, tweet_id, author_id, text, lang, url, created_at,
        retweets, replies, likes, quotes, views, bookmarks, created_from
      from unnest(
        $1::text[], $2::timestamptz[],
        $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
        $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
        $15::text[])
        as came (
          zone_id, at, tweet_id, author_id, text, lang, url, created_at,
          retweets, replies, likes, quotes, views, bookmarks, created_from)
      on conflict (tweet_id, zone_id) do nothing
      returning id, zone_id, tweet_id
      """;

  /**
   * Inserts the tweets that their zones do not have, in the order of their keys, so that two
   * deliveries of the same tweets do not deadlock.
   *
   * @param tweets each key once
   * @return the rows of the new tweets
   */
  public static Future<Map<ZoneTweet, Long>> insertNew(
      SqlConnection transaction, SortedMap<ZoneTweet, ArrivedTweet> tweets) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return transaction
        .preparedQuery(INSERT_NEW)
        .execute(
            Columns.of(tweets.values())
                .texts(ArrivedTweet::zone)
                .times(ArrivedTweet::at)
                .texts(arrived -> arrived.tweet().tweetId())
                .texts(arrived -> arrived.tweet().authorId())
                .texts(arrived -> arrived.tweet().text())
                .texts(arrived -> arrived.tweet().lang())
                .texts(arrived -> arrived.tweet().url())
                .times(arrived -> arrived.tweet().createdAt())
                .longs(arrived -> arrived.tweet().counters(), Counters.COLUMNS)
                .texts(arrived -> arrived.tweet().createdFrom().word())
                .tuple())
        .map(
            rows -> rows.stream().collect(Collectors.toMap(Tweets::key, row -> row.getLong("id"))));
  }

  private static ZoneTweet key(Row row) {
    return new ZoneTweet(row.getString("zone_id"), row.getString("tweet_id"));
  }

  /** Reads rows with id and tweet_id: the rows by the platform's id. */
  public static Map<String, Long> idsByTweet(RowSet<Row> rows) {
    return rows.stream()
        .collect(Collectors.toMap(row -> row.getString("tweet_id"), row -> row.getLong("id")));
  }

  private static final String LOCK_KNOWN =
      """
      select tweet.id, tweet.zone_id, tweet.tweet_id, tweet.captured_at, tweet.older_counters,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count
      from unnest($1::text[], $2::text[]) as wanted (zone_id, tweet_id)
      join twitter_tweets tweet
        on tweet.zone_id = wanted.zone_id and tweet.tweet_id = wanted.tweet_id
      order by tweet.id
      for update of tweet
      """;

  /** Reads tweets and locks them until the transaction ends. */
  public static Future<List<Known>> lockKnown(SqlConnection transaction, Set<ZoneTweet> tweets) {
    return tweets.isEmpty()
        ? Future.succeededFuture(List.of())
        : transaction
            .preparedQuery(LOCK_KNOWN)
            .execute(Columns.of(tweets).texts(ZoneTweet::zone).texts(ZoneTweet::tweetId).tuple())
            .map(rows -> rows.stream().map(Tweets::known).toList());
  }

  private static Known known(Row row) {
    return new Known(row.getLong("id"), key(row), Latest.of(row));
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
        .executeOnAll(transaction, UPDATE_COUNTERS_AT);
  }
}
