package io.tidemark.tracker.daos;

import io.tidemark.postgres.Columns;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.tweets.OutcomeJson;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an answer says about tweets of DAOs beside believed counters: that they are shown,
 * missing, replaced by an edit, or doubtful.
 */
public final class DaoTweetAnswers {

  /**
   * An answer without counters.
   *
   * @param id the row of dao_tweets
   * @param missing null when the platform said nothing about the tweet; its state then does not
   *     change
   * @param at when the answer came
   */
  public record AnswerWithoutCounters(long id, @Nullable Missing missing, Instant at) {
    private @Nullable String word() {
      return missing == null ? null : missing.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An answer about a tweet that is not believed.
   *
   * @param id the row of dao_tweets
   * @param settles whether this sweep does not ask about the tweet again
   */
  public record DoubtfulAnswer(long id, Doubted answer, boolean settles) {}

  /** Why a platform no longer shows a tweet. */
  public enum Missing {
    DELETED,
    PRIVATE
  }

  private DaoTweetAnswers() {}

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
    return Columns.of(doubtful)
        .value(sweep)
        .longs(DoubtfulAnswer::id)
        .texts(one -> OutcomeJson.write(one.answer().outcome()).encode())
        .times(one -> one.answer().at())
        .booleans(one -> one.answer().outcome() instanceof PostOutcome.Present)
        .booleans(DoubtfulAnswer::settles)
        .execute(transaction, DOUBT);
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
    return Columns.of(tweets).longs(Known::id).value(at).execute(transaction, SHOWN);
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
    return Columns.of(tweetIds)
        .value(dao)
        .texts(id -> id)
        .value(now)
        .execute(transaction, EDITED_AWAY);
  }

  private static final String SETTLE =
      """
      update dao_tweets
      set missing = coalesce(given.missing, dao_tweets.missing),
          missing_since = case
            when given.missing is null or given.missing = dao_tweets.missing then missing_since
            else given.at end,
          doubted = case when given.missing is null then doubted end,
          doubted_at = case when given.missing is null then doubted_at end,
          swept_by = greatest(swept_by, $1)
      from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as given (id, missing, at)
      where dao_tweets.id = given.id
      """;

  /** Records that the tweets, which are locked, were asked about and the answer had no counters. */
  public static Future<Void> settle(
      SqlConnection transaction, long sweep, List<AnswerWithoutCounters> answers) {
    return Columns.of(answers)
        .value(sweep)
        .longs(AnswerWithoutCounters::id)
        .texts(AnswerWithoutCounters::word)
        .times(AnswerWithoutCounters::at)
        .execute(transaction, SETTLE);
  }
}
