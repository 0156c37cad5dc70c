package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.AppContext;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.ForeignVerticle;
import io.tidemark.profiles.Models;
import io.tidemark.profiles.ProfileSync;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.cluster.Cluster;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.FreePort;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Real processes on real stores: a gateway, two trackers, and what happens when one goes. The tests
 * share the cluster: each begins with new processes in the place of those that are gone.
 */
@Tag("server")
@Order(1) // it takes long, so it begins first
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyPodsTest {

  /** An hour of the trackers in six seconds. */
  private static final double SPEED = 600;

  private static final String ADMIN = "an-admin-key-for-tests";

  private final Instant origin = Instant.now();
  private final WorldClock clock = WorldClock.faster(SPEED, origin);
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
  private TestFoundation stores;
  private PlatformSimulator simulator;
  private LocalCluster cluster;

  /** The newest tweet of the tests before. */
  private long before;

  @BeforeAll
  void start() throws InterruptedException {
    stores = TestFoundation.lay(clock, Map.of());
    simulator = await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    await(
        new Zones(stores.pool())
            .add("brand", ZoneSettings.of("B", Cadence.HOURLY_LOT), clock.instant()));
    await(new Rules(stores.pool()).map("brand", "brand", null, true, clock.instant()));
    cluster =
        LocalCluster.start(
            List.of(Role.GATEWAY, Role.TRACKER, Role.TRACKER),
            Map.ofEntries(
                Map.entry("TIDEMARK_POSTGRES_URL", stores.postgresUrl()),
                Map.entry("TIDEMARK_POSTGRES_POOL_SIZE", "4"),
                Map.entry("TIDEMARK_REDIS_URL", stores.redisUrl()),
                Map.entry("TIDEMARK_ADMIN_KEY", ADMIN),
                Map.entry("TIDEMARK_WEBHOOK_KEYS", "webhook-key"),
                // Longer than any test: what comes back does so because a death was seen.
                Map.entry("TIDEMARK_TRACKER_LEASE", "10m"),
                Map.entry("TIDEMARK_TRACKER_IDLE", "500ms"),
                Map.entry("TIDEMARK_TWITTERAPI_PER_SECOND", "0"),
                Map.entry("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl()),
                Map.entry("TIDEMARK_TWITTERAPI_KEY", "demo-key"),
                Map.entry("TIDEMARK_CLOCK_SPEED", Double.toString(SPEED)),
                Map.entry("TIDEMARK_CLOCK_ORIGIN", origin.toString())),
            heard::add);
  }

  @BeforeEach
  void replaceTheGone() throws Exception {
    List<ClusterProcess> gone =
        cluster.members().stream().filter(member -> !member.process().isAlive()).toList();
    for (ClusterProcess member : gone) {
      until(
          () ->
              number(
                      "select count(*) from processes where gone_at is null and name like '"
                          + nameOf(member)
                          + "'")
                  == 0);
      ClusterProcess next = cluster.again(member, Map.of());
      until(() -> next.isReady(client));
    }
    before = number("select coalesce(max(id), 0) from twitter_tweets");
  }

  @AfterAll
  void end() {
    cluster.close();
    assertThat(cluster.members()).noneMatch(member -> member.process().isAlive());
    await(simulator.stop());
    await(vertx.close());
    stores.close();
    client.close();
  }

  /** Its lease is longer than the test: what it held comes back because its death was seen. */
  @Test
  @Order(3) // it ends with one tracker less by its own will
  void aTrackerIsKilledAndAnotherIsStoppedWithNothingLost() throws Exception {
    long goneBefore = number("select count(*) from processes where gone_at is not null");
    Future<?> streaming = deliver(100);
    until(
        () ->
            number("select count(*) from twitter_engagement_history where tweet_id > " + before)
                > 0);
    long tweet = number("select min(id) from twitter_tweets where id > " + before);
    assertThat(refresh(tweet)).as(this::said).isEqualTo(200);
    until(() -> budgetsOf().isEmpty()); // all have answered

    simulator.change(switches -> switches.latencyMillis(2_000));
    List<ClusterProcess> frozen = new ArrayList<>();
    until(
        () ->
            cluster.members(Role.TRACKER).stream()
                .anyMatch(tracker -> freezeWithLots(tracker) && frozen.add(tracker)));
    ClusterProcess killed = frozen.getFirst();
    long dead = number("select id from processes where name like '" + nameOf(killed) + "'");
    killed.process().destroyForcibly().onExit().get(20, SECONDS);
    long orphaned = number("select count(*) from timers where " + held(killed));
    simulator.change(switches -> switches.latencyMillis(0));

    assertThat(orphaned).as("lots that it held when it died").isPositive();
    until(() -> number("select count(*) from timers where holder = " + dead) == 0);
    assertThat(number("select count(*) from processes where gone_at is not null and id = " + dead))
        .isEqualTo(1);
    assertThat(number("select count(*) from processes where gone_at is not null"))
        .as("processes taken for dead")
        .isEqualTo(goneBefore + 1);
    // A refresh that it was asked for in the moment of its death is answered 503 or not in time,
    // and asked for again.
    until(() -> refresh(tweet) == 200);

    await(streaming);
    ClusterProcess left =
        cluster.members(Role.TRACKER).stream()
            .filter(tracker -> tracker.process().isAlive())
            .findFirst()
            .orElseThrow();
    until(
        () ->
            number(
                    "select count(*) from twitter_engagement_history where round >= 2 and tweet_id"
                        + " > "
                        + before)
                > 0);
    left.process().toHandle().destroy();
    assertThat(left.process().waitFor(60, SECONDS)).isTrue();

    assertThat(left.process().exitValue()).as(this::said).isZero();
    assertThat(number("select count(*) from timers where " + held(left)))
        .as("lots that the process kept when it left")
        .isZero();
    assertThat(number("select count(*) from twitter_tweets where id > " + before)).isEqualTo(100);
    assertThat(doubled()).as("rounds polled twice").isZero();
    assertThat(missing()).as("tweets with a round that has no reading").isZero();
  }

  /** The cluster's safety is unknown meanwhile, and no probe may wait for it. */
  @Test
  @Order(2)
  void whileATrackerHangsTheOthersStayReady() throws Exception {
    ClusterProcess hanging = cluster.members(Role.TRACKER).get(0);
    List<ClusterProcess> others =
        cluster.members().stream().filter(member -> !member.equals(hanging)).toList();
    signal("STOP", hanging);
    try {
      // Longer than a silent member is waited for.
      long over = System.nanoTime() + SECONDS.toNanos(12);
      while (System.nanoTime() - over < 0) {
        for (ClusterProcess other : others) {
          assertThat(other.isReady(client)).as(this::said).isTrue();
        }
        await(vertx.timer(50, TimeUnit.MILLISECONDS));
      }
    } finally {
      hanging.process().destroyForcibly().onExit().get(20, SECONDS);
    }
  }

  /** It knows none of our classes, and each of the roles is in another process than it. */
  @Test
  @Order(1)
  void aForeignVerticleTriggersEverythingAcrossTheCluster() throws Exception {
    await(deliver(5));
    await(new Daos(stores.pool()).add("aave", "Aave", "aave", true, clock.instant()));
    JsonObject lot =
        new JsonObject()
            .put("lot", number("select max(id) from twitter_lots"))
            .put("zone", "brand")
            .put("updateNumber", 1);
    Settings settings = settingsOfAMember();
    Vertx own = await(join(settings));
    Vertx others = await(join(settingsOfAMember()));
    AppContext app = await(AppContext.connect(others, settings, clock, AppContext.newMeters()));
    var foreign = new ForeignVerticle();
    try {
      await(MetricsRefresh.deploy(app));
      Models models = Models.of(app);
      await(ProfileSync.deploy(app, models.embedder(), models.hooks()));
      await(own.deployVerticle(foreign));

      assertThat(ask(foreign, "tidemark.lots.run-lot", lot).getBoolean("found")).isTrue();
      assertThat(
              ask(foreign, "tidemark.tweets.refresh", new JsonObject().put("tweet", before + 1))
                  .getString("result"))
          .isEqualTo("READ");
      Map.of(
              "tidemark.studio.start-run", new JsonObject(),
              "tidemark.profiles.start-sync", new JsonObject(),
              // The trackers may have begun the regular one over all.
              "tidemark.dao-sweeps.start", new JsonObject().put("dao", "aave"))
          .forEach(
              (address, body) ->
                  assertThat(ask(foreign, address, body).getString("result"))
                      .as(address)
                      .isEqualTo("STARTED"));
    } finally {
      await(own.close());
      await(app.close());
      await(others.close());
    }
    String left = app.processes().name();
    assertThat(
            number(
                "select count(*) from processes where gone_at is not null"
                    + " and name is distinct from '%s'".formatted(left)))
        .as("processes taken for dead")
        .isZero();
  }

  private static JsonObject ask(ForeignVerticle foreign, String address, JsonObject body) {
    return (JsonObject) await(foreign.ask(address, body));
  }

  private Settings settingsOfAMember() {
    Map<String, String> all = new HashMap<>(cluster.settings());
    all.put("TIDEMARK_CLUSTER_PORT", Integer.toString(FreePort.find()));
    // What the test starts is the first of its kind.
    all.put("TIDEMARK_STUDIO_EVERY", "never");
    all.put("TIDEMARK_PROFILES_DAY", "never");
    return SettingsReader.of(all);
  }

  private static Future<Vertx> join(Settings settings) {
    return Cluster.join(settings.cluster(), AppContext.newMeters(), Optional.empty())
        .map(Cluster::vertx);
  }

  private static String nameOf(ClusterProcess member) {
    return "%-" + member.process().pid() + "-%";
  }

  private static String held(ClusterProcess member) {
    return held(nameOf(member));
  }

  private static String held(String name) {
    return "kind = 'lot' and leased_until > now() and holder in"
        + " (select id from processes where name like '%s')".formatted(name);
  }

  private static void signal(String signal, ClusterProcess member) {
    String pid = Long.toString(member.process().pid());
    try {
      assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Freezes a process that holds lots. It goes on when they were only being written.
   *
   * @return whether it is frozen, with lots
   */
  private boolean freezeWithLots(ClusterProcess member) {
    String lots = "select count(*) from timers where " + held(member);
    if (number(lots) == 0) {
      return false;
    }
    signal("STOP", member);
    await(vertx.timer(200, TimeUnit.MILLISECONDS)); // the database does what was asked before
    if (number(lots) > 0) {
      return true;
    }
    signal("CONT", member);
    return false;
  }

  private Future<?> deliver(int tweets) {
    StreamPlan plan =
        StreamPlan.to(
                cluster.members(Role.GATEWAY).getFirst().address() + "/api/webhooks/twitter",
                "webhook-key",
                List.of("brand"))
            .with()
            .tweets(tweets)
            .tweetsPerHour(100)
            .lotSize(5)
            .neverMoveShare(0.2)
            .cascades(1)
            .plan();
    return new WebhookStream(vertx, clock, simulator.tweets(), simulator::faults, plan)
        .run()
        .onSuccess(report -> assertThat(report.failed()).isZero());
  }

  private int refresh(long tweet) {
    return call("POST", "/api/twitter/tweets/" + tweet + "/refresh").statusCode();
  }

  private List<?> budgetsOf() {
    return new JsonObject(call("GET", "/api/budgets").body())
        .getJsonArray("unanswered").stream()
            // The test's own app is on another bus.
            .filter(pod -> !pod.equals(stores.app().processes().name()))
            .toList();
  }

  private java.net.http.HttpResponse<String> call(String method, String path) {
    URI address = URI.create(cluster.members(Role.GATEWAY).getFirst().address() + path);
    var request =
        HttpRequest.newBuilder(address)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + ADMIN)
            .timeout(Duration.ofSeconds(60))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(said(), e);
    }
  }

  private long doubled() {
    return number(
        "select count(*) from (select tweet_id, round from twitter_engagement_history"
            + " where round is not null group by 1, 2 having count(*) > 1) doubled");
  }

  /** A manual refresh is a round like any other. */
  private long missing() {
    return number(
        "select count(*) from twitter_engagement_tracking k where k.update_count <>"
            + " (select count(*) from twitter_engagement_history h"
            + " where h.tweet_id = k.tweet_db_id and h.round is not null)");
  }

  private long number(String query) {
    return stores.number(query);
  }

  private String said() {
    return String.join("\n", heard);
  }

  /** Looks again and again, at most a minute. */
  private void until(Callable<Boolean> condition) throws Exception {
    long give = System.nanoTime() + SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime() - give).as(this::said).isNegative();
      await(vertx.timer(100, TimeUnit.MILLISECONDS));
    }
  }
}
