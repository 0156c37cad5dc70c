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
   * A tweet we have, locked until the transaction ends.
   *
   * @param latest its counters, each with when it was read
   * @param settled whether this cycle or a newer one has asked about it already
   * @param doubted the last answer, if it was not believed
   */
  public record Known(
      long id, String tweetId, Latest latest, boolean settled, @Nullable Doubted doubted) {

    /** Whether its doubtful answer is so young that another says no more than that one. */
    public boolean isDoubtedShortlyBefore(Instant at) {
      return doubted != null
          && !doubted.at().isAfter(at)
          && doubted.at().isAfter(at.minus(Decisions.SOON));
    }
  }

  /**
   * What an answer without a reading says of a tweet.
   *
   * @param missing null where the platform said nothing of it, so that it stays as it is
   * @param at when that was said
   */
  public record Told(@Nullable Missing missing, Instant at) {}

  /**
   * An answer about a tweet that is not believed.
   *
   * @param settles whether the cycle has asked about it often enough
   */
  public record Doubting(long id, Doubted answer, boolean settles) {}

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

  /** Reads tweets of a DAO and keeps them from changing until the transaction ends. */
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

  /** The same over all DAOs of a cycle, without those that were asked about meanwhile. */
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

  // A process of an earlier version reads a tweet and leaves the doubt about it as it was.
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
   * Ids of tweets of the window that no timeline of this cycle showed, or whose answer was not
   * believed, each once; without those whose doubtful answer is so young that another says no more.
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

  /** When the first of the tweets that {@link #unsettled} leaves out may be asked about again. */
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
   * Makes the readings the latest counters; one that was not given keeps its last value and the
   * time of that.
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
   * Notes answers that are not believed; of tweets that are locked. A reading shows at least that
   * its tweet is there.
   */
  public static Future<Void> doubt(
      SqlConnection transaction, long sweep, List<Doubting> doubtings) {
    return doubtings.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(DOUBT)
            .execute(
                Tuple.of(
                    sweep,
                    doubtings.stream().map(Doubting::id).toArray(Long[]::new),
                    doubtings.stream()
                        .map(one -> OutcomeJson.write(one.answer().outcome()).encode())
                        .toArray(String[]::new),
                    doubtings.stream()
                        .map(one -> Times.utc(one.answer().at()))
                        .toArray(OffsetDateTime[]::new),
                    doubtings.stream()
                        .map(one -> one.answer().outcome() instanceof PostOutcome.Present)
                        .toArray(Boolean[]::new),
                    doubtings.stream().map(Doubting::settles).toArray(Boolean[]::new)))
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

  /** Notes that a timeline showed tweets at a time; of tweets that are locked. */
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
            else told.at end,
          doubted = case when told.missing is null then doubted end,
          doubted_at = case when told.missing is null then doubted_at end,
          swept_by = greatest(swept_by, $1)
      from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as told (id, missing, at)
      where dao_tweets.id = told.id
      """;

  /**
   * Notes that these were asked about without a reading.
   *
   * @param tweets by row
   */
  public static Future<Void> settle(SqlConnection transaction, long sweep, Map<Long, Told> tweets) {
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
