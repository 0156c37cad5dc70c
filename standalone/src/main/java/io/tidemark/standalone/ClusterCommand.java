package io.tidemark.standalone;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.demo.DemoStores;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.Role;
import io.tidemark.standalone.process.SimulatedPlatforms;
import io.tidemark.standalone.process.StopSignals;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tidemark cluster}: a local cluster of many processes, for demonstrations of failures. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Runs a local cluster: embedded PostgreSQL and Redis, simulated platforms, and a process for"
          + " each gateway, tracker, metrics refresh and profile sync, on a clock that runs"
          + " faster.",
      "",
      "A stream of webhook deliveries arrives at the first gateway. Kill a process with kill -9 and"
          + " watch the others take over its work; Ctrl-C stops all."
    })
final class ClusterCommand extends StartingCommand {

  private static final String UPSTREAM_KEY = "demo-key";
  private static final int MOST = 20;

  @Option(names = "--gateways", description = "Number of gateways.")
  private int gateways = 1;

  @Option(names = "--trackers", description = "Number of trackers.")
  private int trackers = 3;

  @Option(
      names = "--metrics-refreshes",
      description = "Number of processes that refresh studio metrics.")
  private int refreshes = 1;

  @Option(names = "--profile-syncs", description = "Number of processes that synchronise profiles.")
  private int syncs = 1;

  @Option(names = "--speed", description = "Speed of the clock relative to real time.")
  private double speed = 360;

  @Option(names = "--tweets", description = "Total number of tweets, at 1,000 per hour.")
  private int tweets = 1_000;

  private boolean ready;

  ClusterCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    between("--gateways", gateways, 1);
    between("--trackers", trackers, 0);
    between("--metrics-refreshes", refreshes, 0);
    between("--profile-syncs", syncs, 0);
    if (!(speed > 0 && speed <= 10_000)) {
      throw new ParameterException(
          spec.commandLine(), "--speed must be above 0 and at most 10000, not " + speed);
    }
    StopSignals signals = context.signals().get();
    Instant origin = WorldClock.real().instant();
    WorldClock clock = WorldClock.faster(speed, origin);
    Vertx vertx = Vertx.vertx();
    try (DemoStores stores = DemoStores.embedded(terminal())) {
      signals.check();
      var simulator =
          MainThread.await(
              new PlatformSimulator(
                      vertx,
                      clock,
                      new SimulatorSettings("127.0.0.1", 0, 7, UPSTREAM_KEY, UPSTREAM_KEY))
                  .start());
      Map<String, String> settings = settings(stores, simulator, origin);
      say("Starting %d processes …".formatted(roles().size()));
      try (var cluster = LocalCluster.start(roles(), settings, this::say, signals::isStopWanted)) {
        signals.check();
        ready = true;
        introduce(cluster, stores, simulator, settings);
        cluster
            .members()
            .forEach(
                member ->
                    member
                        .process()
                        .onExit()
                        .thenAccept(
                            ended ->
                                say(
                                    "%s ended with %d"
                                        .formatted(member.name(), ended.exitValue()))));
        WebhookStream stream = stream(vertx, clock, simulator, cluster, settings);
        stream.run();
        signals.awaitStop();
        say("Stopping …");
        stream.stop();
      }
      MainThread.await(simulator.stop());
    } catch (Exception problem) {
      // A signal from a terminal reaches what is being started as well, which then fails.
      if (!ready) {
        signals.check();
      }
      throw problem;
    } finally {
      MainThread.await(vertx.close());
    }
    return 0;
  }

  private void between(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be from %d to %d, not %d".formatted(option, least, MOST, value));
    }
  }

  private List<Role> roles() {
    List<Role> roles = new ArrayList<>(Collections.nCopies(gateways, Role.GATEWAY));
    roles.addAll(Collections.nCopies(trackers, Role.TRACKER));
    roles.addAll(Collections.nCopies(refreshes, Role.METRICS_REFRESH));
    roles.addAll(Collections.nCopies(syncs, Role.PROFILE_SYNC));
    return roles;
  }

  private Map<String, String> settings(
      DemoStores stores, PlatformSimulator simulator, Instant origin) {
    Map<String, String> settings =
        new HashMap<>(SimulatedPlatforms.settings(simulator.baseUrl(), UPSTREAM_KEY));
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres());
    settings.put("TIDEMARK_POSTGRES_POOL_SIZE", "4");
    settings.put("TIDEMARK_REDIS_URL", stores.redis());
    settings.put("TIDEMARK_HTTP_OPEN_READS", "true");
    settings.put("TIDEMARK_WEBHOOK_KEYS", UUID.randomUUID().toString());
    settings.put("TIDEMARK_ADMIN_KEY", UUID.randomUUID().toString());
    settings.put("TIDEMARK_TWITTERAPI_PER_SECOND", "20");
    settings.put("TIDEMARK_CLOCK_SPEED", Double.toString(speed));
    settings.put("TIDEMARK_CLOCK_ORIGIN", origin.toString());
    return settings;
  }

  private void introduce(
      LocalCluster cluster,
      DemoStores stores,
      PlatformSimulator simulator,
      Map<String, String> settings) {
    say("");
    say(
        "  %-20s %-8s %-24s %-24s %s"
            .formatted("process", "pid", "console", "management", "cluster"));
    for (ClusterProcess member : cluster.members()) {
      say(
          "  %-20s %-8d %-24s %-24s %s"
              .formatted(
                  member.name(),
                  member.process().pid(),
                  member.port().isPresent() ? member.address() : "",
                  member.management(),
                  "127.0.0.1:" + member.clusterPort()));
    }
    say("");
    say("  postgres     " + stores.postgres());
    say("  redis        " + stores.redis());
    say("  platforms    " + simulator.baseUrl() + " (simulated)");
    say("  admin key    " + settings.get("TIDEMARK_ADMIN_KEY"));
    say(
        "  console      %s/#key=%s"
            .formatted(
                cluster.members(Role.GATEWAY).getFirst().address(),
                settings.get("TIDEMARK_ADMIN_KEY")));
    say("");
  }

  /** Creates a zone and its rule over HTTP, as an operator would. */
  private WebhookStream stream(
      Vertx vertx,
      WorldClock clock,
      PlatformSimulator simulator,
      LocalCluster cluster,
      Map<String, String> settings) {
    String address = cluster.members(Role.GATEWAY).getFirst().address();
    String key = settings.get("TIDEMARK_ADMIN_KEY");
    WebClient client = WebClient.create(vertx);
    post(client, key, address + "/api/zones", new JsonObject().put("name", "zone-1"));
    post(
        client,
        key,
        address + "/api/twitter/rules",
        new JsonObject().put("rule_id", "rule-1").put("zone_id", "zone-1"));
    client.close();
    StreamPlan plan =
        StreamPlan.to(
                address + "/api/webhooks/twitter",
                settings.get("TIDEMARK_WEBHOOK_KEYS"),
                List.of("rule-1"))
            .with()
            .tweets(tweets)
            .tweetsPerHour(1_000)
            .lotSize(5)
            .neverMoveShare(0.75)
            .cascades(3)
            .plan();
    return new WebhookStream(vertx, clock, simulator.tweets(), simulator::faults, plan);
  }

  private static void post(WebClient client, String key, String address, JsonObject body) {
    var response =
        MainThread.await(
            client.postAbs(address).bearerTokenAuthentication(key).sendJsonObject(body));
    if (response.statusCode() != 201) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(address, response.statusCode(), response.bodyAsString()));
    }
  }

  private synchronized void say(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
