package io.tidemark.tracker.daos;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.OutcomeJson;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
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
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tweets of DAOs and their latest counters: dao_tweets. */
public final class DaoTweets {

  /**
   * A stored tweet, locked until the transaction ends.
   *
   * @param latest its counters, each with its capture time
   * @param settled whether this sweep or a newer one has already asked about it
   * @param doubted the last answer, if it was not believed
   */
  public record Known(
      long id, String tweetId, Latest latest, boolean settled, @Nullable Doubted doubted) {

    /** Whether its doubtful answer is so recent that asking again would bring nothing new. */
    public boolean isDoubtedShortlyBefore(Instant at) {
      return doubted != null
          && !doubted.at().isAfter(at)
          && doubted.at().isAfter(at.minus(Decisions.SOON));
    }
  }

  /**
   * An answer without counters.
   *
   * @param missing null when the platform said nothing about the tweet; its state then does not
   *     change
   * @param at when the answer came
   */
  public record AnswerWithoutCounters(@Nullable Missing missing, Instant at) {}

  /**
   * An answer about a tweet that is not believed.
   *
   * @param settles whether this sweep does not ask about the tweet again
   */
  public record DoubtfulAnswer(long id, Doubted answer, boolean settles) {}

  /** Why a platform no longer shows a tweet. */
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
   * Inserts the tweets that the DAO does not have.
   *
   * @param tweets each id once, in the order of the ids, so that two writers do not deadlock
   * @return the rows of the new tweets by the platform's id
   */
  public static Future<Map<String, Long>> insertNew(
      SqlConnection transaction, long dao, long sweep, List<Tweet> tweets, Instant now) {
    return transaction
        .preparedQuery(INSERT_NEW)
        .execute(
            Tuple.of(
                dao,
                sweep,
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
        tweet.view_count, tweet.bookmark_count,
        case when tweet.doubted_at > tweet.captured_at then tweet.doubted end as doubted,
        tweet.doubted_at
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

  /** Reads tweets of a DAO and locks them until the transaction ends. */
  public static Future<List<Known>> lock(
      SqlConnection transaction, long sweep, long dao, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(sweep, dao, tweetIds.toArray(String[]::new)))
        .map(DaoTweets::known);
  }

  private static final String LOCK_UNSETTLED =
      """
      select %s
      from dao_sync_progress item
      join dao_tweets tweet on tweet.dao_id = item.dao_id
      where item.cycle_id = $1
        and tweet.swept_by < $1
        and tweet.tweet_id = any ($2::text[])
      order by tweet.id
      for update of tweet
      """
          .formatted(KNOWN_COLUMNS);

  /**
   * Reads and locks tweets of all DAOs of a sweep, without those that were asked about meanwhile.
   */
  public static Future<List<Known>> lockUnsettled(
      SqlConnection transaction, long sweep, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK_UNSETTLED)
        .execute(Tuple.of(sweep, (Object) tweetIds.toArray(String[]::new)))
        .map(DaoTweets::known);
  }

  private static final String OF_THE_WINDOW =
      """
      from dao_sync_progress item
      join dao_tweets tweet on tweet.dao_id = item.dao_id
      where item.cycle_id = $1
        and tweet.twitter_created_at >= $2
        and tweet.swept_by < $1
        and tweet.missing is distinct from 'deleted'
      """;

  // A process of an earlier version writes a snapshot and does not clear the doubt.
  private static final String DOUBTED_SHORTLY_BEFORE =
      """
      (tweet.doubted_at > tweet.captured_at and tweet.doubted_at <= $3 and tweet.doubted_at > $4)
      """;

  private static final String UNSETTLED =
      """
      select tweet.tweet_id
      %s
        and %s is not true
      group by tweet.tweet_id
      order by tweet.tweet_id
      limit $5
      """
          .formatted(OF_THE_WINDOW, DOUBTED_SHORTLY_BEFORE);

  /**
   * The ids, each once, of tweets of the window that no timeline of this sweep showed or whose
   * answer was not believed. Tweets whose doubtful answer is very recent are left out, as asking
   * again would bring nothing new.
   */
  public static Future<List<String>> unsettled(
      Pool pool, long sweep, Instant since, Instant now, int limit) {
    return pool.preparedQuery(UNSETTLED)
        .execute(
            Tuple.of(
                sweep,
                Times.utc(since),
                Times.utc(now),
                Times.utc(now.minus(Decisions.SOON)),
                limit))
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getString("tweet_id")));
              return ids;
            });
  }

  private static final String DOUBTED_FIRST =
      """
      select min(tweet.doubted_at) as doubted_at
      %s
        and %s
      """
          .formatted(OF_THE_WINDOW, DOUBTED_SHORTLY_BEFORE);

  /** When the sweep may ask about the first tweet that {@link #unsettled} leaves out. */
  public static Future<Optional<Instant>> askAgainAt(
      Pool pool, long sweep, Instant since, Instant now) {
    return pool.preparedQuery(DOUBTED_FIRST)
        .execute(
            Tuple.of(sweep, Times.utc(since), Times.utc(now), Times.utc(now.minus(Decisions.SOON))))
        .map(
            rows ->
                Optional.ofNullable(Times.instantOrNull(rows.iterator().next(), "doubted_at"))
                    .map(at -> at.plus(Decisions.SOON)));
  }

  private static final String READ =
      """
      update dao_tweets
      set retweet_count = coalesce(snapshot.retweets, retweet_count),
          reply_count = coalesce(snapshot.replies, reply_count),
          like_count = coalesce(snapshot.likes, like_count),
          quote_count = coalesce(snapshot.quotes, quote_count),
          view_count = coalesce(snapshot.views, view_count),
          bookmark_count = coalesce(snapshot.bookmarks, bookmark_count),
          captured_at = snapshot.at,
          older_counters = snapshot.older::jsonb,
          missing = null,
          missing_since = null,
          doubted = null,
          doubted_at = null,
          swept_by = greatest(swept_by, $1)
      from unnest(
        $2::bigint[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::text[])
        as snapshot (id, at, retweets, replies, likes, quotes, views, bookmarks, older)
      where dao_tweets.id = snapshot.id
      """;

  /**
   * Makes the snapshots the latest counters. A counter that a snapshot lacks keeps its last value
   * and time.
   *
   * @param snapshots of tweets that are locked
   */
  public static Future<Void> read(SqlConnection transaction, long sweep, List<Snapshot> snapshots) {
    return snapshots.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(READ)
            .execute(
                Tuple.of(
                    sweep,
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

  private static final String DOUBT =
      """
      update dao_tweets
      set doubted = given.doubted::jsonb,
          doubted_at = given.at,
          missing = case when not given.there then missing end,
          missing_since = case when not given.there then missing_since end,
          swept_by = case when given.settles then greatest(swept_by, $1) else swept_by end
      from unnest($2::bigint[], $3::text[], $4::timestamptz[], $5::boolean[], $6::boolean[])
        as given (id, doubted, at, there, settles)
      where dao_tweets.id = given.id
      """;

  /**
   * Records answers that are not believed, of tweets that are locked. Counters show at least that
   * the tweet exists.
   */
  public static Future<Void> doubt(
      SqlConnection transaction, long sweep, List<DoubtfulAnswer> doubtful) {
    return doubtful.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(DOUBT)
            .execute(
                Tuple.of(
                    sweep,
                    doubtful.stream().map(DoubtfulAnswer::id).toArray(Long[]::new),
                    doubtful.stream()
                        .map(one -> OutcomeJson.write(one.answer().outcome()).encode())
                        .toArray(String[]::new),
                    doubtful.stream()
                        .map(one -> Times.utc(one.answer().at()))
                        .toArray(OffsetDateTime[]::new),
                    doubtful.stream()
                        .map(one -> one.answer().outcome() instanceof PostOutcome.Present)
                        .toArray(Boolean[]::new),
                    doubtful.stream().map(DoubtfulAnswer::settles).toArray(Boolean[]::new)))
            .mapEmpty();
  }

  private static final String SHOWN =
      """
      update dao_tweets
      set missing = null,
          missing_since = null
      where id = any ($1::bigint[])
        and missing_since <= $2
      """;

  /** Records that a timeline showed tweets that are locked. */
  public static Future<Void> shown(SqlConnection transaction, List<Known> tweets, Instant at) {
    return tweets.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(SHOWN)
            .execute(Tuple.of(tweets.stream().map(Known::id).toArray(Long[]::new), Times.utc(at)))
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

  /** Replaces texts that were first stored truncated by longer ones; of tweets that are locked. */
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
   * Records that newer versions replace these tweets: X no longer shows them, and reading them
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
            else told.at end,
          doubted = case when told.missing is null then doubted end,
          doubted_at = case when told.missing is null then doubted_at end,
          swept_by = greatest(swept_by, $1)
      from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as told (id, missing, at)
      where dao_tweets.id = told.id
      """;

  /**
   * Records that these tweets were asked about and the answer had no counters.
   *
   * @param tweets by row
   */
  public static Future<Void> settle(SqlConnection transaction, long sweep, Map<Long, AnswerWithoutCounters> tweets) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Long> ids = List.copyOf(tweets.keySet());
    return transaction
        .preparedQuery(SETTLE)
        .execute(
            Tuple.of(
                sweep,
                ids.toArray(Long[]::new),
                ids.stream().map(id -> word(tweets.get(id).missing())).toArray(String[]::new),
                ids.stream()
                    .map(id -> Times.utc(tweets.get(id).at()))
                    .toArray(OffsetDateTime[]::new)))
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
              row.getBoolean("settled"),
              doubted(row)));
    }
    return known;
  }

  private static @Nullable Doubted doubted(Row row) {
    JsonObject answer = row.getJsonObject("doubted");
    return answer == null
        ? null
        : new Doubted(OutcomeJson.read(answer), Times.instant(row, "doubted_at"));
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
