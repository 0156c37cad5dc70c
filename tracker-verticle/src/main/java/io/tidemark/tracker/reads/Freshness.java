package io.tidemark.tracker.reads;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the data of a whole response is, for responses without times on each line.
 *
 * @param capturedAt the time of the newest snapshot; null when there is none
 * @param nextUpdateAt the earliest next poll of its tweets; null when none is polled
 */
public record Freshness(@Nullable Instant capturedAt, @Nullable Instant nextUpdateAt) {

  private static final String OF_TWEET =
      """
      select tweet.captured_at, tracking.next_update_at
      from twitter_tweets tweet
      left join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      where tweet.id = $1
      """;

  /**
   * Reads the freshness of one tweet.
   *
   * @param id the row of twitter_tweets
   */
  public static Future<Freshness> ofTweet(Pool pool, long id) {
    return read(pool, OF_TWEET, id);
  }

  // Until the first snapshot after an upgrade the tally has no time; the newest tweet has one.
  static final String OF_ZONE =
      """
      select
        coalesce(
          (select max(captured_at) from zone_tallies where zone_id = $1),
          (select captured_at
            from twitter_tweets
            where zone_id = $1
            order by received_at desc, id desc
            limit 1)) as captured_at,
        %s as next_update_at
      """
          .formatted(NextDue.sql("array[$1::text]"));

  /** Reads the freshness of all tweets of a zone. */
  public static Future<Freshness> ofZone(Pool pool, String zone) {
    return read(pool, OF_ZONE, zone);
  }

  private static Future<Freshness> read(Pool pool, String query, Object parameter) {
    return pool.preparedQuery(query)
        .execute(Tuple.of(parameter))
        .map(
            rows ->
                rows.stream()
                    .findFirst()
                    .map(Freshness::of)
                    .orElseGet(() -> new Freshness(null, null)));
  }

  private static Freshness of(Row row) {
    return new Freshness(
        Times.instantOrNull(row, "captured_at"), Times.instantOrNull(row, "next_update_at"));
  }
}
