package io.tidemark.tracker;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.tracker.tallies.EngagementTallies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A zone with 20,000 tweets of one day beside small ones, and how PostgreSQL reads it: with plans
 * made for the values, and with those made for everybody.
 */
public final class BusyZone implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-11-02T10:05:00Z");

  public final TestFoundation stores = TestFoundation.lay(new SettableClock(NOW), Map.of());

  public BusyZone() {
    await(
        Tracker.partitions(stores.app()).ensureForAll(List.of(NOW.minus(Duration.ofDays(1)), NOW)));
    List.of(ZONES, DELIVERIES, LOTS, TIMERS, TWEETS, TRACKING, HISTORY).forEach(stores::sql);
    await(EngagementTallies.fold(stores.pool()));
    // As after some rounds: the more pages a table has, the cheaper PostgreSQL thinks a full scan.
    stores.sql("update twitter_lots set tweets = tweets");
    stores.sql("update timers set due_at = due_at");
    stores.sql("analyze");
  }

  private static final String ZONES =
      """
      insert into zones (id, name, cadence, created_at)
      select case number when 0 then 'busy' else 'small-' || number end, 'A zone', 'HOURLY_LOT',
        '2026-11-01T10:00Z'
      from generate_series(0, 5) number
      """;

  private static final String DELIVERIES =
      """
      insert into webhook_deliveries (
        zone_id, rule_id, received_at, processed, created, duplicates, errors)
      select case when number % 50 = 0 then 'small-' || number / 50 % 5 + 1 else 'busy' end, 'rule',
        timestamptz '2026-11-01T10:05Z' + number * interval '20 seconds', 5, 5, 0, 0
      from generate_series(1, 4080) number
      """;

  private static final String LOTS =
      """
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets)
      select zone_id, id, received_at, created
      from webhook_deliveries
      order by id
      """;

  private static final String TIMERS =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', id, timestamptz '2026-11-02T10:10Z' + (id * 37 % 3600) * interval '1 second'
      from twitter_lots
      """;

  private static final String TWEETS =
      """
      insert into twitter_tweets (
        zone_id, tweet_id, text, twitter_created_at, received_at, captured_at, like_count)
      select lot.zone_id, (5 * lot.id + number)::text, 'tweet', arrived_at, arrived_at, arrived_at,
        (5 * lot.id + number) * 7919 % 83
      from twitter_lots lot
      cross join generate_series(1, 5) number
      """;

  private static final String TRACKING =
      """
      insert into twitter_engagement_tracking (tweet_db_id, lot_id, tier, next_update_at)
      select tweet.id, lot.id, 'hot', '2026-11-02T11:00Z'
      from twitter_tweets tweet
      join twitter_lots lot on lot.zone_id = tweet.zone_id and lot.arrived_at = tweet.received_at
      """;

  private static final String HISTORY =
      """
      insert into twitter_engagement_history (
        tweet_id, snapshot_at, origin, round, like_count, engagement_velocity)
      select id, received_at + interval '30 minutes', 'poll', 1, like_count, id % 60
      from twitter_tweets
      where received_at < '2026-11-02T09:30Z'
      """;

  /**
   * Runs a statement.
   *
   * @param generic whether its plan knows no values
   * @param values as in {@code execute}
   * @return how many rows of each table it read
   */
  public Map<String, Long> rowsRead(String statement, boolean generic, String values) {
    String plans = generic ? "force_generic_plan" : "force_custom_plan";
    JsonArray plan =
        await(
            stores
                .pool()
                .withConnection(
                    connection ->
                        run(connection, "set plan_cache_mode = " + plans)
                            .compose(set -> run(connection, "prepare asked as " + statement))
                            .compose(
                                prepared ->
                                    connection
                                        .query(
                                            "explain (analyze, format json) execute asked (%s)"
                                                .formatted(values))
                                        .execute()
                                        .map(rows -> rows.iterator().next().getJsonArray(0)))
                            .eventually(() -> run(connection, "deallocate asked"))
                            .eventually(() -> run(connection, "reset plan_cache_mode"))));
    Map<String, Long> rows = new TreeMap<>();
    add(plan.getJsonObject(0).getJsonObject("Plan"), rows);
    return rows;
  }

  private static Future<?> run(SqlConnection connection, String statement) {
    return connection.query(statement).execute();
  }

  private static void add(JsonObject node, Map<String, Long> rows) {
    String table = node.getString("Relation Name");
    if (table != null) {
      double each =
          node.getDouble("Actual Rows")
              + node.getDouble("Rows Removed by Filter", 0.0)
              + node.getDouble("Rows Removed by Index Recheck", 0.0);
      rows.merge(table, Math.round(each * node.getDouble("Actual Loops")), Long::sum);
    }
    node.getJsonArray("Plans", new JsonArray()).forEach(below -> add((JsonObject) below, rows));
  }

  @Override
  public void close() {
    stores.close();
  }
}
