package io.tidemark.benchmarks.kill;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.environment.MigratedDatabases;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Two trackers, of which one is killed while it has claimed all lots and waits for the platform.
 */
final class TrackerPair implements AutoCloseable {

  static final int LOTS = 20;

  private static final int SLOW_MILLIS = 5_000;

  /** Longer than the start-up grace of the failure detector. */
  private static final Duration STEADY = Duration.ofSeconds(4);

  /**
   * Milliseconds after the kill.
   *
   * @param running until the survivor has claimed all lots
   * @param completed until it has recorded all lots
   */
  record Recovery(double running, double completed) {}

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HikariDataSource database;
  private final PlatformSimulator simulator;
  private final LocalCluster cluster;
  private long youngest;

  TrackerPair(LocalStores stores) throws Exception {
    String postgres = MigratedDatabases.create(stores);
    this.database = DataSources.pool(postgres, 2);
    DataSources.run(database, LOTS_TO_POLL);
    this.simulator =
        new PlatformSimulator(vertx, WorldClock.real(), SimulatorSettings.defaults())
            .start()
            .await(20, TimeUnit.SECONDS);
    this.cluster =
        LocalCluster.start(
            List.of(Role.TRACKER, Role.TRACKER),
            Map.of(
                "TIDEMARK_POSTGRES_URL",
                postgres,
                "TIDEMARK_REDIS_URL",
                stores.redis().url(),
                "TIDEMARK_TRACKER_COALESCING",
                "0s",
                "TIDEMARK_TWITTERAPI_PER_SECOND",
                "0",
                "TIDEMARK_TWITTERAPI_BASE_URL",
                simulator.baseUrl(),
                "TIDEMARK_TWITTERAPI_KEY",
                "demo-key"),
            line -> {});
    this.youngest = System.nanoTime();
  }

  private static final String LOTS_TO_POLL =
      """
      insert into zones (id, name, cadence, created_at)
      values ('brand', 'Brand', 'HOURLY_LOT', now());
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets)
      select 'brand', n, now(), 5
      from generate_series(1, %1$d) as n;
      insert into twitter_tweets
        (zone_id, tweet_id, text, twitter_created_at, received_at, captured_at)
      select 'brand', 1000000 + n, 'A tweet.', now(), now(), now()
      from generate_series(1, %1$d * 5) as n;
      insert into twitter_engagement_tracking (tweet_db_id, lot_id, tier, next_update_at)
      select id, 1 + (id - 1) / 5, 'ultra_hot', now() + interval '1 day'
      from twitter_tweets;
      insert into timers (kind, subject, due_at)
      select 'lot', id, now() + interval '1 day'
      from twitter_lots;
      """
          .formatted(LOTS);

  private static final String ALL_DUE =
      """
      update twitter_engagement_tracking set next_update_at = now(), absent_since = null;
      update timers set due_at = now() where kind = 'lot';
      """;

  /** Makes all lots due, waits until one process holds them all, and kills it. */
  Recovery kill() throws Exception {
    Polling.until(() -> System.nanoTime() - youngest > STEADY.toNanos());
    simulator.change(faults -> faults.latencyMillis(SLOW_MILLIS));
    DataSources.run(database, ALL_DUE);
    Polling.until(() -> held("true") == LOTS);
    ClusterProcess victim = holder();
    long token = DataSources.number(database, "select max(token) from timers where kind = 'lot'");
    simulator.change(faults -> faults.latencyMillis(0));
    if (held("due_at <= now() and holder = (%s)".formatted(processId(victim))) != LOTS) {
      throw new IllegalStateException("both hold lots, so that neither of them is idle");
    }
    victim.process().destroyForcibly();
    long died = System.nanoTime();
    Polling.until(() -> above(token, "true") == LOTS);
    double running = (System.nanoTime() - died) / 1e6;
    Polling.until(() -> above(token, "leased_until is null") == LOTS);
    double completed = (System.nanoTime() - died) / 1e6;
    return new Recovery(running, completed);
  }

  private long held(String where) throws SQLException {
    return DataSources.number(
        database,
        "select count(*) from timers where kind = 'lot' and leased_until is not null and " + where);
  }

  private long above(long token, String where) throws SQLException {
    return DataSources.number(
        database,
        "select count(*) from timers where kind = 'lot' and token > %d and %s"
            .formatted(token, where));
  }

  private ClusterProcess holder() throws SQLException {
    for (ClusterProcess member : cluster.members()) {
      if (member.process().isAlive() && held("holder = (%s)".formatted(processId(member))) > 0) {
        return member;
      }
    }
    throw new IllegalStateException("no process holds the lots");
  }

  private static String processId(ClusterProcess member) {
    return "select max(id) from processes where name like '%%-%d-%%'"
        .formatted(member.process().pid());
  }

  /** Starts a process in place of the killed one and waits until it is ready. */
  void replace() throws Exception {
    for (ClusterProcess member : cluster.members()) {
      if (!member.process().isAlive()) {
        ClusterProcess another = cluster.again(member, Map.of());
        Polling.until(() -> another.isReady(client));
        youngest = System.nanoTime();
      }
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
    simulator.stop().await(20, TimeUnit.SECONDS);
    vertx.close().await(20, TimeUnit.SECONDS);
    database.close();
    client.close();
  }
}
