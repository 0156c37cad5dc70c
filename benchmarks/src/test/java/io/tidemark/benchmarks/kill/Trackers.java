package io.tidemark.benchmarks.kill;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.Databases;
import io.tidemark.benchmarks.Patience;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.standalone.Role;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.cluster.Member;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two trackers, of which one is killed while it waits for the platform with all lots in hand. */
final class Trackers implements AutoCloseable {

  static final int LOTS = 20;

  private static final int SLOW_MILLIS = 5_000;

  /** Longer than a process waits before it judges others. */
  private static final Duration STEADY = Duration.ofSeconds(4);

  /**
   * Milliseconds after the kill.
   *
   * @param running all lots claimed by the survivor
   * @param completed all lots recorded by it
   */
  record Recovery(double running, double completed) {}

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HikariDataSource database;
  private final PlatformSimulator simulator;
  private final LocalCluster cluster;
  private long youngest;

  Trackers(LocalStores stores) throws Exception {
    String postgres = stores.newDatabase();
    Postgres.migrate(vertx, URI.create(postgres)).await(1, TimeUnit.MINUTES);
    this.database = Databases.pool(postgres, 2);
    Databases.run(database, LOTS_TO_POLL);
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

  /** Makes all lots due, waits until one process has them all, and kills it. */
  Recovery kill() throws Exception {
    Patience.until(() -> System.nanoTime() - youngest > STEADY.toNanos());
    simulator.change(switches -> switches.latencyMillis(SLOW_MILLIS));
    Databases.run(database, ALL_DUE);
    Patience.until(() -> held("true") == LOTS);
    Member victim = holder();
    long token = Databases.number(database, "select max(token) from timers where kind = 'lot'");
    simulator.change(switches -> switches.latencyMillis(0));
    if (held("due_at <= now() and holder = (%s)".formatted(pod(victim))) != LOTS) {
      throw new IllegalStateException("both have some of the lots, so that none of them is idle");
    }
    victim.process().destroyForcibly();
    long died = System.nanoTime();
    Patience.until(() -> above(token, "true") == LOTS);
    double running = (System.nanoTime() - died) / 1e6;
    Patience.until(() -> above(token, "leased_until is null") == LOTS);
    double completed = (System.nanoTime() - died) / 1e6;
    return new Recovery(running, completed);
  }

  private long held(String where) throws SQLException {
    return Databases.number(
        database,
        "select count(*) from timers where kind = 'lot' and leased_until is not null and " + where);
  }

  private long above(long token, String where) throws SQLException {
    return Databases.number(
        database,
        "select count(*) from timers where kind = 'lot' and token > %d and %s"
            .formatted(token, where));
  }

  private Member holder() throws SQLException {
    for (Member member : cluster.members()) {
      if (member.process().isAlive() && held("holder = (%s)".formatted(pod(member))) > 0) {
        return member;
      }
    }
    throw new IllegalStateException("no process holds the lots");
  }

  private static String pod(Member member) {
    return "select max(id) from processes where name like '%%-%d-%%'"
        .formatted(member.process().pid());
  }

  /** Starts another where one was killed, and waits until it may work. */
  void replace() throws Exception {
    for (Member member : cluster.members()) {
      if (!member.process().isAlive()) {
        Member another = cluster.again(member, Map.of());
        Patience.until(() -> another.isReady(client));
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
