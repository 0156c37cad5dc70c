package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway and trackers, whose connections can be cut, on a clock that is faster. */
final class FaultEnvironment extends RunEnvironment {

  static final String RULE = "faults";
  static final String ZONE = "faults";

  /** A rule whose tweets are never due; they are refreshed to spend a whole budget. */
  static final String REFRESH_ONLY_RULE = "still";

  private static final String REFRESH_ONLY_ZONE = "still";

  /** The platform's rate limit window. */
  static final Duration WINDOW = Duration.ofMinutes(15);

  /** Retention of snapshots in days. */
  static final int RETENTION = 30;

  /** A realistic latency, so that faults can interrupt calls. */
  static final PlatformFaults HEALTHY =
      PlatformFaults.with(s -> s.latencyMillis(150).jitterMillis(250));

  /** No latency: only the budget limits calls. */
  static final PlatformFaults QUICK = PlatformFaults.with(s -> s.latencyMillis(0).jitterMillis(0));

  /** The start time of the first processes on two idle cores. */
  private static final Duration START = Duration.ofSeconds(12);

  private final SuiteProfile profile;
  private final Consumer<String> output;
  private final String adminKey = UUID.randomUUID().toString();
  private final String webhookKey = UUID.randomUUID().toString();
  private final Instant origin;
  private final List<TrackerSlot> trackers = new ArrayList<>();
  private final List<BusProxy> busProxies = new ArrayList<>();
  private double slowness = 1;
  private @Nullable LocalCluster cluster;
  private @Nullable GatewayClient api;

  /**
   * @param origin real and simulated time of the start
   * @param output receives the output of the processes, line by line
   */
  private FaultEnvironment(SuiteProfile profile, Instant origin, Consumer<String> output) {
    super(WorldClock.faster(profile.speed(), origin));
    this.profile = profile;
    this.origin = origin;
    this.output = output;
  }

  /** Starts everything; on failure nothing is left running. */
  static FaultEnvironment start(SuiteProfile profile, Consumer<String> output) throws Exception {
    var environment = new FaultEnvironment(profile, WorldClock.real().instant(), output);
    environment.start();
    return environment;
  }

  @Override
  void startProcesses() throws InterruptedException, SQLException {
    simulator().meter().recordCalls(true);
    simulator().use(HEALTHY);
    List<Role> roles = new ArrayList<>(List.of(Role.GATEWAY));
    Map<String, Map<String, String>> own = new HashMap<>();
    own.put(Role.GATEWAY.word() + "-1", busProxy().wiring());
    for (int i = 1; i <= profile.trackers(); i++) {
      roles.add(Role.TRACKER);
      var slot = new TrackerSlot(Role.TRACKER.word() + "-" + i, stores(), busProxy());
      onClose(slot::close);
      trackers.add(slot);
      own.put(slot.name(), slot.wiring());
    }
    long began = System.nanoTime();
    cluster = LocalCluster.start(roles, processSettings(), own, output);
    slowness = Math.max(1, (System.nanoTime() - began) / (double) START.toNanos());
    onClose(cluster::close);
    trackers.forEach(slot -> slot.belongTo(cluster));
    api = new GatewayClient(gateway(), adminKey);
    onClose(api::close);
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
    onClose(proxy::close);
    busProxies.add(proxy);
    return proxy;
  }

  private Map<String, String> processSettings() {
    Map<String, String> settings = settings();
    settings.put("TIDEMARK_POSTGRES_POOL_SIZE", "6");
    settings.put("TIDEMARK_WEBHOOK_KEYS", webhookKey);
    settings.put("TIDEMARK_ADMIN_KEY", adminKey);
    settings.put("TIDEMARK_X_PER_15_MINUTES", Integer.toString(profile.requestsPer15Minutes()));
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

  Instant origin() {
    return origin;
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
}
