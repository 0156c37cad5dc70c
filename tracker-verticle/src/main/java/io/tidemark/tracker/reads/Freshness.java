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

  private static final String OF_TWEETS =
      """
      select max(tweet.captured_at) as captured_at, min(tracking.next_update_at) as next_update_at
      from twitter_tweets tweet
      left join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      where\s""";

  /**
   * Reads the freshness of one tweet.
   *
   * @param id the row of twitter_tweets
   */
  public static Future<Freshness> ofTweet(Pool pool, long id) {
    return read(pool, "tweet.id = $1", id);
  }

  /** Reads the freshness of all tweets of a zone. */
  public static Future<Freshness> ofZone(Pool pool, String zone) {
    return read(pool, "tweet.zone_id = $1", zone);
  }

  private static Future<Freshness> read(Pool pool, String which, Object parameter) {
    return pool.preparedQuery(OF_TWEETS + which)
        .execute(Tuple.of(parameter))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Freshness(
                  Times.instantOrNull(row, "captured_at"),
                  Times.instantOrNull(row, "next_update_at"));
            });
  }
}
