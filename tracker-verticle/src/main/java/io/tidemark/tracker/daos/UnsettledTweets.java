package io.tidemark.tracker.daos;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The tweets of a sweep's window that the sweep asks for by their ids: no timeline showed them, or
 * their answer was not believed.
 */
public final class UnsettledTweets {

  private UnsettledTweets() {}

  private static final String LOCK =
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
          .formatted(DaoTweets.KNOWN_COLUMNS);

  /**
   * Reads and locks tweets of all DAOs of a sweep, without those that were asked about meanwhile.
   */
  public static Future<List<Known>> lock(
      SqlConnection transaction, long sweep, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(sweep, (Object) tweetIds.toArray(String[]::new)))
        .map(rows -> rows.stream().map(DaoTweets::known).toList());
  }

  private static final String OF_THE_WINDOW =
      """
      from dao_sync_progress item
      join dao_tweets tweet on tweet.dao_id = item.dao_id
      where item.cycle_id = $1
        and tweet.twitter_created_at >= $2
        and tweet.swept_by < $1
        and tweet.missing is distinct from 'deleted'
        and (item.chosen is null
          or tweet.twitter_created_at >= item.since
          or tweet.id = any (item.chosen))
      """;

  // A process of an earlier version writes a snapshot and does not clear the doubt.
  private static final String DOUBTED_SHORTLY_BEFORE =
      """
      (tweet.doubted_at > tweet.captured_at and tweet.doubted_at <= $3 and tweet.doubted_at > $4)
      """;

  private static final String IDS =
      """
      select tweet.tweet_id
      %s
        and %s is not true
      group by tweet.tweet_id
      order by min(array_position(item.chosen, tweet.id)) nulls first, tweet.tweet_id
      limit $5
      """
          .formatted(OF_THE_WINDOW, DOUBTED_SHORTLY_BEFORE);

  /**
   * The ids, each once, of tweets of the window that no timeline of this sweep showed or whose
   * answer was not believed. Tweets whose doubtful answer is very recent are left out, as asking
   * again would bring nothing new, and so are those that a model left for later. What a model chose
   * comes in the order of its worth.
   */
  public static Future<List<String>> ids(
      Pool pool, long sweep, Instant since, Instant now, int limit) {
    return pool.preparedQuery(IDS)
        .execute(
            Tuple.of(
                sweep,
                Times.utc(since),
                Times.utc(now),
                Times.utc(now.minus(Decisions.SOON)),
                limit))
        .map(rows -> rows.stream().map(row -> row.getString("tweet_id")).toList());
  }

  private static final String DOUBTED_FIRST =
      """
      select min(tweet.doubted_at) as doubted_at
      %s
        and %s
      """
          .formatted(OF_THE_WINDOW, DOUBTED_SHORTLY_BEFORE);

  /** When the sweep may ask about the first tweet that {@link #ids} leaves out. */
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
}
