package io.tidemark.tracker.economy;

import io.tidemark.forecast.Reading;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.GrowthAge;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Believed engagement of tweets over time: their polls, refreshes and deliveries. */
public final class GrowthReadings {

  private GrowthReadings() {}

  private static final String READINGS =
      """
      select tweet.id, tweet.twitter_created_at, tweet.received_at, history.snapshot_at,
        coalesce(history.retweet_count, 0) + coalesce(history.reply_count, 0)
          + coalesce(history.like_count, 0) + coalesce(history.quote_count, 0)
          + coalesce(history.carried_engagement, 0) as engagement
      from twitter_tweets tweet
      join twitter_engagement_history history
        on history.tweet_id = tweet.id
        and history.snapshot_at >= tweet.received_at
      where tweet.id = any ($1::bigint[])
        and not history.doubtful
      order by tweet.id, history.snapshot_at
      """;

  /**
   * For each tweet the readings in the order of their ages; without doubtful snapshots.
   *
   * @param ids rows of twitter_tweets
   */
  public static Future<Map<Long, List<Reading>>> of(SqlClient connection, Collection<Long> ids) {
    return connection
        .preparedQuery(READINGS)
        .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
        .map(
            rows -> {
              Map<Long, List<Reading>> readings = new HashMap<>();
              for (Row row : rows) {
                readings
                    .computeIfAbsent(row.getLong("id"), id -> new ArrayList<>())
                    .add(reading(row));
              }
              return readings;
            });
  }

  private static Reading reading(Row row) {
    Instant since =
        GrowthAge.since(
            Times.instant(row, "twitter_created_at"), Times.instant(row, "received_at"));
    Duration age = Duration.between(since, Times.instant(row, "snapshot_at"));
    return new Reading(age.isNegative() ? Duration.ZERO : age, row.getLong("engagement"));
  }
}
