package io.tidemark.tracker.daos;

import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.OutcomeJson;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.Tweets;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
            Columns.of(tweets)
                .value(dao)
                .value(sweep)
                .value(now)
                .texts(Tweet::tweetId)
                .texts(Tweet::text)
                .times(Tweet::createdAt)
                .longs(Tweet::counters, Counters.COLUMNS)
                .tuple())
        .map(Tweets::idsByTweet);
  }

  static final String KNOWN_COLUMNS =
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
        .map(rows -> rows.stream().map(DaoTweets::known).toList());
  }

  /** Reads a row with {@link #KNOWN_COLUMNS}. */
  static Known known(Row row) {
    JsonObject doubted = row.getJsonObject("doubted");
    return new Known(
        row.getLong("id"),
        row.getString("tweet_id"),
        Latest.of(row),
        row.getBoolean("settled"),
        doubted == null
            ? null
            : new Doubted(OutcomeJson.read(doubted), Times.instant(row, "doubted_at")));
  }

  private static final String UPDATE_COUNTERS =
      Snapshots.updateLatest(
          "dao_tweets",
          """
          , missing = null, missing_since = null, doubted = null, doubted_at = null,
            swept_by = greatest(swept_by, $10)
          """);

  /** Makes the snapshots the latest counters of their tweets, which are locked. */
  public static Future<Void> updateCounters(
      SqlConnection transaction, long sweep, List<Snapshot> snapshots) {
    return Snapshots.latestColumns(snapshots).value(sweep).execute(transaction, UPDATE_COUNTERS);
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
    return Columns.of(texts.entrySet())
        .longs(Map.Entry::getKey)
        .texts(Map.Entry::getValue)
        .execute(transaction, LENGTHEN);
  }
}
