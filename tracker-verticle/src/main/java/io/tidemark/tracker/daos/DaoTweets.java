package io.tidemark.tracker.daos;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tweets of DAOs and their latest counters: dao_tweets. */
public final class DaoTweets {

  /**
   * A tweet we have, locked until the transaction ends.
   *
   * @param latest its counters, each with when it was read
   * @param settled whether this cycle or a newer one has asked about it already
   */
  public record Known(long id, String tweetId, Latest latest, boolean settled) {}

  /** Why a platform does not show a tweet any more. */
  public enum Missing {
    DELETED("deleted"),
    PRIVATE("private");

    private final String word;

    Missing(String word) {
      this.word = word;
    }
  }

  private DaoTweets() {}

  private static final String INSERT_NEW =
      """
      insert into dao_tweets (
        dao_id, swept_by, added_at, captured_at,
        tweet_id, text, twitter_created_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count)
      select $1, $2, $3, $3, *
      from unnest(
        $4::text[], $5::text[], $6::timestamptz[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
      on conflict (dao_id, tweet_id) do nothing
      returning id, tweet_id
      """;

  /**
   * Inserts those of the tweets that the DAO does not have.
   *
   * @param tweets each id once, in the order of the ids, so that two writers do not deadlock
   * @return the rows of the new ones by the platform's id
   */
  public static Future<Map<String, Long>> insertNew(
      SqlConnection transaction, long dao, long cycle, List<Tweet> tweets, Instant now) {
    return transaction
        .preparedQuery(INSERT_NEW)
        .execute(
            Tuple.of(
                dao,
                cycle,
                Times.utc(now),
                tweets.stream().map(Tweet::tweetId).toArray(String[]::new),
                tweets.stream().map(Tweet::text).toArray(String[]::new),
                tweets.stream()
                    .map(tweet -> Times.utc(tweet.createdAt()))
                    .toArray(OffsetDateTime[]::new),
                counters(tweets, Counters::retweets),
                counters(tweets, Counters::replies),
                counters(tweets, Counters::likes),
                counters(tweets, Counters::quotes),
                counters(tweets, Counters::views),
                counters(tweets, Counters::bookmarks)))
        .map(
            rows -> {
              Map<String, Long> created = new HashMap<>();
              for (Row row : rows) {
                created.put(row.getString("tweet_id"), row.getLong("id"));
              }
              return created;
            });
  }

  private static final String KNOWN_COLUMNS =
      """
      tweet.id, tweet.tweet_id, tweet.captured_at, tweet.older_counters,
        tweet.swept_by >= $1 as settled,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count
      """;

  private static final String LOCK =
      """
      select %s
      from dao_tweets tweet
      where tweet.dao_id = $2
        and tweet.tweet_id = any ($3::text[])
      order by tweet.id
      for update
      """
          .formatted(KNOWN_COLUMNS);

  /** Reads tweets of a DAO and keeps them from changing until the transaction ends. */
  public static Future<List<Known>> lock(
      SqlConnection transaction, long cycle, long dao, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(cycle, dao, tweetIds.toArray(String[]::new)))
        .map(DaoTweets::known);
  }

  private static final String LOCK_UNSETTLED =
      """
      select %s
      from dao_sync_progress turn
      join dao_tweets tweet on tweet.dao_id = turn.dao_id
      where turn.cycle_id = $1
        and tweet.swept_by < $1
        and tweet.tweet_id = any ($2::text[])
      order by tweet.id
      for update of tweet
      """
          .formatted(KNOWN_COLUMNS);

  /** The same over all DAOs of a cycle, without those that were asked about meanwhile. */
  public static Future<List<Known>> lockUnsettled(
      SqlConnection transaction, long cycle, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK_UNSETTLED)
        .execute(Tuple.of(cycle, (Object) tweetIds.toArray(String[]::new)))
        .map(DaoTweets::known);
  }

  private static final String UNSETTLED =
      """
      select tweet.tweet_id
      from dao_sync_progress turn
      join dao_tweets tweet on tweet.dao_id = turn.dao_id
      where turn.cycle_id = $1
        and tweet.twitter_created_at >= $2
        and tweet.swept_by < $1
        and tweet.missing is distinct from 'deleted'
      group by tweet.tweet_id
      order by tweet.tweet_id
      limit $3
      """;

  /** Ids of tweets of the window that no timeline of this cycle showed, each once. */
  public static Future<List<String>> unsettled(Pool pool, long cycle, Instant since, int limit) {
    return pool.preparedQuery(UNSETTLED)
        .execute(Tuple.of(cycle, Times.utc(since), limit))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getString("tweet_id")));
              return ids;
            });
  }

  private static final String READ =
      """
      update dao_tweets
      set retweet_count = coalesce(reading.retweets, retweet_count),
          reply_count = coalesce(reading.replies, reply_count),
          like_count = coalesce(reading.likes, like_count),
          quote_count = coalesce(reading.quotes, quote_count),
          view_count = coalesce(reading.views, view_count),
          bookmark_count = coalesce(reading.bookmarks, bookmark_count),
          captured_at = reading.at,
          older_counters = reading.older::jsonb,
          missing = null,
          missing_since = null,
          swept_by = greatest(swept_by, $1)
      from unnest(
        $2::bigint[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::text[])
        as reading (id, at, retweets, replies, likes, quotes, views, bookmarks, older)
      where dao_tweets.id = reading.id
      """;

  /**
   * Makes the readings the latest counters; one that was not given keeps its last value and the
   * time of that.
   *
   * @param readings of tweets that are locked
   */
  public static Future<Void> read(SqlConnection transaction, long cycle, List<Snapshot> readings) {
    return readings.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(READ)
            .execute(
                Tuple.of(
                    cycle,
                    readings.stream().map(Snapshot::tweet).toArray(Long[]::new),
                    readings.stream()
                        .map(reading -> Times.utc(reading.at()))
                        .toArray(OffsetDateTime[]::new),
                    read(readings, Counters::retweets),
                    read(readings, Counters::replies),
                    read(readings, Counters::likes),
                    read(readings, Counters::quotes),
                    read(readings, Counters::views),
                    read(readings, Counters::bookmarks),
                    readings.stream()
                        .map(reading -> reading.latest().older())
                        .toArray(String[]::new)))
            .mapEmpty();
  }

  private static final String LENGTHEN =
      """
      update dao_tweets
      set text = given.text
      from unnest($1::bigint[], $2::text[]) as given (id, text)
      where dao_tweets.id = given.id
        and length(given.text) > length(dao_tweets.text)
      """;

  /** Completes texts that were cut when they came first; of tweets that are locked. */
  public static Future<Void> lengthen(SqlConnection transaction, Map<Long, String> texts) {
    return texts.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(LENGTHEN)
            .execute(
                Tuple.of(
                    texts.keySet().toArray(Long[]::new),
                    (Object) texts.values().toArray(String[]::new)))
            .mapEmpty();
  }

  private static final String EDITED_AWAY =
      """
      with older as materialized (
        select id
        from dao_tweets
        where dao_id = $1
          and tweet_id = any ($2::text[])
          and missing is distinct from 'deleted'
        order by id
        for update)
      update dao_tweets
      set missing = 'deleted',
          missing_since = $3
      from older
      where dao_tweets.id = older.id
      """;

  /**
   * Notes that a newer version took the place of these: X shows them no more, and asking for them
   * would count a post twice.
   */
  public static Future<Void> editedAway(
      SqlConnection transaction, long dao, Collection<String> tweetIds, Instant now) {
    return tweetIds.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(EDITED_AWAY)
            .execute(Tuple.of(dao, tweetIds.toArray(String[]::new), Times.utc(now)))
            .mapEmpty();
  }

  private static final String SETTLE =
      """
      update dao_tweets
      set missing = coalesce(told.missing, dao_tweets.missing),
          missing_since = case
            when told.missing is null or told.missing = dao_tweets.missing then missing_since
            else $4 end,
          swept_by = greatest(swept_by, $1)
      from unnest($2::bigint[], $3::text[]) as told (id, missing)
      where dao_tweets.id = told.id
      """;

  /**
   * Notes that these were asked about without a reading.
   *
   * @param tweets by row; null where the platform said nothing of it, so that it stays as it is
   */
  public static Future<Void> settle(
      SqlConnection transaction, long cycle, Map<Long, @Nullable Missing> tweets, Instant now) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Long> ids = List.copyOf(tweets.keySet());
    return transaction
        .preparedQuery(SETTLE)
        .execute(
            Tuple.of(
                cycle,
                ids.toArray(Long[]::new),
                ids.stream().map(id -> word(tweets.get(id))).toArray(String[]::new),
                Times.utc(now)))
        .mapEmpty();
  }

  private static @Nullable String word(@Nullable Missing missing) {
    return missing == null ? null : missing.word;
  }

  private static List<Known> known(RowSet<Row> rows) {
    List<Known> known = new ArrayList<>();
    for (Row row : rows) {
      known.add(
          new Known(
              row.getLong("id"),
              row.getString("tweet_id"),
              Latest.of(row),
              row.getBoolean("settled")));
    }
    return known;
  }

  private static @Nullable Long[] counters(
      List<Tweet> tweets, Function<Counters, @Nullable Long> counter) {
    return tweets.stream().map(tweet -> counter.apply(tweet.counters())).toArray(Long[]::new);
  }

  private static @Nullable Long[] read(
      List<Snapshot> readings, Function<Counters, @Nullable Long> counter) {
    return readings.stream()
        .map(reading -> counter.apply(reading.latest().counters()))
        .toArray(Long[]::new);
  }
}
