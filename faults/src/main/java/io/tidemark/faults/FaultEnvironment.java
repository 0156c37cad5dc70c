package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A gateway, trackers and stores, all real, and simulated platforms. */
final class FaultEnvironment implements AutoCloseable {

  static final String RULE = "faults";
  static final String ZONE = "faults";

  /** A rule whose tweets are never due; they are refreshed to spend a whole budget. */
  static final String REFRESH_ONLY_RULE = "still";

  private static final String REFRESH_ONLY_ZONE = "still";

  /** The platform's rate limit window. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  /** Retention of snapshots in days. */
  static final int RETENTION = 30;

  private static final String UPSTREAM_KEY = "demo-key";

  /** A realistic latency, so that faults can interrupt calls. */
  static final PlatformFaults HEALTHY =
      PlatformFaults.with(s -> s.latencyMillis(150).jitterMillis(250));

  /** No latency: only the budget limits calls. */
  static final PlatformFaults QUICK = PlatformFaults.with(s -> s.latencyMillis(0).jitterMillis(0));

  /** The start time of the first processes on two idle cores. */
  private static final Duration START = Duration.ofSeconds(12);

  private final SuiteProfile profile;
  private double slowness = 1;
  private final String adminKey = UUID.randomUUID().toString();
  private final String webhookKey = UUID.randomUUID().toString();
  private final Instant origin = WorldClock.real().instant();
  private final WorldClock clock;
  private final Vertx vertx = Vertx.vertx();
  private final List<TrackerSlot> trackers = new ArrayList<>();
  private final List<BusProxy> busProxies = new ArrayList<>();

  /** Resources to close, in reverse order. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  private final Path folder;
  private final LocalStores stores;
  private final PlatformSimulator simulator;
  private @Nullable LocalCluster cluster;
  private @Nullable GatewayClient api;

  private FaultEnvironment(SuiteProfile profile) {
    this.profile = profile;
    clock = WorldClock.faster(profile.speed(), origin);
    closing.push(() -> await(vertx.close()));
    try {
      folder = Files.createTempDirectory("tidemark-faults-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for the stores", e);
    }
    closing.push(this::deleteFolder);
    // Durable stores: a killed server must keep what it had committed.
    stores = LocalStores.kept(folder.resolve("stores"));
    closing.push(stores::close);
    simulator =
        new PlatformSimulator(
            vertx, clock, new SimulatorSettings("127.0.0.1", 0, 7, UPSTREAM_KEY, UPSTREAM_KEY));
  }

  /**
   * Starts everything; on failure nothing is left running.
   *
   * @param heard receives the output of the processes
   */
  static FaultEnvironment start(SuiteProfile profile, Consumer<String> heard)
      throws InterruptedException, SQLException {
    var environment = new FaultEnvironment(profile);
    boolean ready = false;
    try {
      environment.start(heard);
      ready = true;
      return environment;
    } finally {
      if (!ready) {
        environment.close();
      }
    }
  }

  private void start(Consumer<String> heard) throws InterruptedException, SQLException {
    await(simulator.start());
    closing.push(() -> await(simulator.stop()));
    simulator.meter().recordCalls(true);
    simulator.use(HEALTHY);
    List<Role> roles = new ArrayList<>(List.of(Role.GATEWAY));
    Map<String, Map<String, String>> own = new HashMap<>();
    own.put(Role.GATEWAY.word() + "-1", busProxy().wiring());
    for (int i = 1; i <= profile.trackers(); i++) {
      roles.add(Role.TRACKER);
      var slot = new TrackerSlot(Role.TRACKER.word() + "-" + i, stores, busProxy());
      closing.push(slot::close);
      trackers.add(slot);
      own.put(slot.name(), slot.wiring());
    }
    long began = System.nanoTime();
    cluster = LocalCluster.start(roles, settings(), own, heard);
    slowness = Math.max(1, (System.nanoTime() - began) / (double) START.toNanos());
    closing.push(cluster::close);
    trackers.forEach(slot -> slot.belongTo(cluster));
    api = new GatewayClient(gateway(), adminKey);
    closing.push(api::close);
    api.create("/api/zones", "{\"name\":\"%s\"}".formatted(ZONE));
    api.create("/api/zones", "{\"name\":\"%s\"}".formatted(REFRESH_ONLY_ZONE));
    api.map(RULE, ZONE);
    api.map(REFRESH_ONLY_RULE, REFRESH_ONLY_ZONE);
    database().execute(PoisonKind.REFUSAL);
  }

  /** The slowness of this machine relative to two idle cores; at least 1. */
  double slowness() {
    return slowness;
  }

  private BusProxy busProxy() {
    var proxy = new BusProxy();
    closing.push(proxy::close);
    busProxies.add(proxy);
    return proxy;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres().url());
    settings.put("TIDEMARK_POSTGRES_POOL_SIZE", "6");
    settings.put("TIDEMARK_REDIS_URL", stores.redis().url());
    settings.put("TIDEMARK_WEBHOOK_KEYS", webhookKey);
    settings.put("TIDEMARK_ADMIN_KEY", adminKey);
    settings.put("TIDEMARK_TWITTER_SOURCE", "x");
    settings.put("TIDEMARK_X_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_X_BEARER_TOKEN", UPSTREAM_KEY);
    settings.put("TIDEMARK_X_SPACING", "0s");
    settings.put("TIDEMARK_X_PER_15_MINUTES", Integer.toString(profile.requestsPer15Minutes()));
    settings.put("TIDEMARK_X_REQUESTS_PER_MONTH", "0");
    settings.put("TIDEMARK_X_POSTS_PER_MONTH", "0");
    settings.put("TIDEMARK_UPSTREAM_TIMEOUT", "1s");
    settings.put("TIDEMARK_UPSTREAM_OPEN_FOR", "1s");
    settings.put("TIDEMARK_TRACKER_LEASE", profile.lease().toSeconds() + "s");
    settings.put("TIDEMARK_TRACKER_IDLE", "250ms");
    settings.put("TIDEMARK_TRACKER_COALESCING", "2m");
    settings.put("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "0");
    settings.put("TIDEMARK_RETENTION_SNAPSHOTS", RETENTION + "d");
    settings.put("TIDEMARK_CLOCK_SPEED", Double.toString(profile.speed()));
    settings.put("TIDEMARK_CLOCK_ORIGIN", origin.toString());
    return settings;
  }

  /** The client of the gateway. */
  GatewayClient api() {
    return Objects.requireNonNull(api, "the gateway is not started");
  }

  /** Living processes that do not answer the gateway over the event bus. */
  List<String> unanswered() throws InterruptedException {
    List<ClusterProcess> living = Objects.requireNonNull(cluster).members();
    return api().unanswered().stream()
        .filter(process -> living.stream().anyMatch(member -> process.contains(idOf(member))))
        .toList();
  }

  private static String idOf(ClusterProcess member) {
    return "-" + member.process().pid() + "-";
  }

  void cutBus() {
    busProxies.forEach(BusProxy::cut);
  }

  void mendBus() {
    busProxies.forEach(BusProxy::mend);
  }

  WorldClock clock() {
    return clock;
  }

  Instant origin() {
    return origin;
  }

  LocalStores stores() {
    return stores;
  }

  /** The folder with a store's data and pid file. */
  Path storeFolder(String store) {
    return folder.resolve("stores").resolve(store);
  }

  Database database() {
    return new Database(stores.postgres().url());
  }

  PlatformSimulator simulator() {
    return simulator;
  }

  List<TrackerSlot> trackers() {
    return List.copyOf(trackers);
  }

  String gateway() {
    return Objects.requireNonNull(cluster).members(Role.GATEWAY).getFirst().address();
  }

  String webhookKey() {
    return webhookKey;
  }

  boolean gatewayIsAlive() {
    return Objects.requireNonNull(cluster).members(Role.GATEWAY).getFirst().process().isAlive();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(1, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no result after a minute", e);
    }
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }

  private void deleteFolder() {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder " + folder + " remains", e);
    }
  }
}
