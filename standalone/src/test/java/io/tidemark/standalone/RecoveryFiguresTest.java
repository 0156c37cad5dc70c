package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Kills trackers that have lots in hand and prints after how long these ran elsewhere. For people:
 * {@code TIDEMARK_KILLS=20 mvn test -Dtest=RecoveryFiguresTest …}; under backlog with {@code
 * TIDEMARK_LATENCY_MILLIS=2000} before it.
 */
@EnabledIfEnvironmentVariable(named = "TIDEMARK_KILLS", matches = "[0-9]+")
@Tag("server")
class RecoveryFiguresTest {

  private static final double SPEED = 600;
  private static final int TRACKERS = 6;

  /** With two seconds there are more lots due than the trackers can poll. */
  private static final int LATENCY_MILLIS =
      Integer.parseInt(System.getenv().getOrDefault("TIDEMARK_LATENCY_MILLIS", "200"));

  private record Standing(long token, boolean leased) {}

  private final List<Long> claimed = new ArrayList<>();
  private final List<Long> completed = new ArrayList<>();

  @Test
  void figures() throws Exception {
    int kills = Integer.parseInt(System.getenv("TIDEMARK_KILLS"));
    for (int done = 0; done < kills; done += TRACKERS - 1) {
      round(Math.min(TRACKERS - 1, kills - done));
    }
    System.out.printf(
        "%d kills, %d lots in hand, the platform answers after %d ms%n",
        kills, claimed.size(), LATENCY_MILLIS);
    print("claimed elsewhere", claimed);
    print("completed elsewhere", completed);
    assertThat(claimed).isNotEmpty();
  }

  private void round(int kills) throws Exception {
    Instant origin = Instant.now();
    WorldClock clock = WorldClock.faster(SPEED, origin);
    Vertx vertx = Vertx.vertx();
    TestFoundation stores = TestFoundation.lay(clock, Map.of());
    var heard = new ConcurrentLinkedQueue<String>();
    PlatformSimulator simulator =
        await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    simulator.change(switches -> switches.latencyMillis(LATENCY_MILLIS));
    await(
        new Zones(stores.pool())
            .add("brand", ZoneSettings.of("B", Cadence.HOURLY_LOT), clock.instant()));
    await(new Rules(stores.pool()).map("brand", "brand", null, true, clock.instant()));
    List<Role> roles = new ArrayList<>(Collections.nCopies(TRACKERS, Role.TRACKER));
    roles.addFirst(Role.GATEWAY);
    try (var cluster = LocalCluster.start(roles, settings(stores, simulator, origin), heard::add)) {
      var plan =
          StreamPlan.to(
                  cluster.members(Role.GATEWAY).getFirst().address() + "/api/webhooks/twitter",
                  "webhook-key",
                  List.of("brand"))
              .with()
              .tweets(3_000)
              .tweetsPerHour(1_000)
              .lotSize(5)
              .neverMoveShare(0.1)
              .cascades(1)
              .plan();
      new WebhookStream(vertx, clock, simulator.tweets(), simulator::faults, plan).run();
      await(vertx.timer(8, TimeUnit.SECONDS));
      for (int kill = 0; kill < kills; kill++) {
        kill(stores, vertx, cluster);
        await(vertx.timer(500, TimeUnit.MILLISECONDS));
      }
    }
    await(simulator.stop());
    await(vertx.close());
    stores.close();
  }

  private static Map<String, String> settings(
      TestFoundation stores, PlatformSimulator simulator, Instant origin) {
    return Map.ofEntries(
        Map.entry("TIDEMARK_POSTGRES_URL", stores.postgresUrl()),
        Map.entry("TIDEMARK_POSTGRES_POOL_SIZE", "4"),
        Map.entry("TIDEMARK_REDIS_URL", stores.redisUrl()),
        Map.entry("TIDEMARK_WEBHOOK_KEYS", "webhook-key"),
        Map.entry("TIDEMARK_TRACKER_LEASE", "10m"),
        Map.entry("TIDEMARK_TRACKER_BATCH", "10"),
        Map.entry("TIDEMARK_TWITTERAPI_PER_SECOND", "0"),
        Map.entry("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl()),
        Map.entry("TIDEMARK_TWITTERAPI_KEY", "demo-key"),
        Map.entry("TIDEMARK_CLOCK_SPEED", Double.toString(SPEED)),
        Map.entry("TIDEMARK_CLOCK_ORIGIN", origin.toString()));
  }

  /** The first that has something in hand dies. */
  private void kill(TestFoundation stores, Vertx vertx, LocalCluster cluster) {
    ClusterProcess victim = null;
    Map<Long, Standing> held = Map.of();
    while (held.isEmpty()) {
      for (ClusterProcess member : cluster.members(Role.TRACKER)) {
        if (held.isEmpty() && member.process().isAlive()) {
          victim = member;
          held = held(stores, member);
        }
      }
    }
    victim.process().destroyForcibly();
    long died = System.nanoTime();
    victim.process().onExit().join();
    // As it was left: what it completed between the question and its death is not counted.
    Map<Long, Standing> atDeath = held(stores, victim);
    Map<Long, Standing> left = new HashMap<>(atDeath);
    while (!left.isEmpty()) {
      Map<Long, Standing> now = standing(stores);
      long after = System.nanoTime() - died;
      atDeath.forEach((lot, before) -> note(lot, before, now.get(lot), after, left));
      assertThat(after).isLessThan(TimeUnit.SECONDS.toNanos(60));
      await(vertx.timer(2, TimeUnit.MILLISECONDS));
    }
    claimedOf.clear();
  }

  private final Map<Long, Boolean> claimedOf = new HashMap<>();

  private void note(long lot, Standing before, Standing now, long after, Map<Long, Standing> left) {
    if (!left.containsKey(lot)) {
      return;
    }
    boolean taken = now == null || now.token() > before.token();
    if (taken && claimedOf.putIfAbsent(lot, true) == null) {
      claimed.add(after);
    }
    if (now == null || taken && (!now.leased() || now.token() > before.token() + 1)) {
      completed.add(after);
      left.remove(lot);
    }
  }

  private static Map<Long, Standing> held(TestFoundation stores, ClusterProcess member) {
    return standings(
        stores.sql(
            "select subject, token, leased_until is not null as leased from timers"
                + " where kind = 'lot' and leased_until is not null and holder in"
                + " (select id from processes where name like '%%-%d-%%')"
                    .formatted(member.process().pid())));
  }

  private static Map<Long, Standing> standing(TestFoundation stores) {
    return standings(
        stores.sql(
            "select subject, token, leased_until is not null as leased from timers"
                + " where kind = 'lot'"));
  }

  private static Map<Long, Standing> standings(List<Row> rows) {
    Map<Long, Standing> standings = new HashMap<>();
    rows.forEach(
        row ->
            standings.put(
                row.getLong("subject"),
                new Standing(row.getLong("token"), row.getBoolean("leased"))));
    return standings;
  }

  private static void print(String what, List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    System.out.printf(
        "%s: p50 %d ms, p90 %d ms, p99 %d ms, max %d ms%n",
        what, at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
  }

  private static long at(List<Long> sorted, double share) {
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return TimeUnit.NANOSECONDS.toMillis(sorted.get(Math.max(0, index)));
  }
}
