package io.tidemark.standalone.demo;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.process.Application;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.SimulatedPlatforms;
import io.tidemark.stores.LocalStores;
import io.tidemark.telemetry.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Starts all components, sends a stream of tweets, and shows how it is tracked. */
public final class Demo {

  private static final String UPSTREAM_KEY = "demo-key";

  private final DemoOptions options;
  private final PrintWriter out;
  private final BooleanSupplier stopWanted;

  /**
   * @param stopWanted whether Ctrl-C was pressed
   */
  public Demo(DemoOptions options, PrintWriter out, BooleanSupplier stopWanted) {
    this.options = options;
    this.out = out;
    this.stopWanted = stopWanted;
  }

  /**
   * @return 0 when every lot has finished, or when it was stopped without {@code --once}; 130 when
   *     it was stopped with {@code --once}
   */
  public int run() {
    long began = System.nanoTime();
    say("Starting PostgreSQL, Redis, the simulated platforms and all of Tidemark …");
    var meters = AppContext.newMeters();
    Vertx vertx = AppContext.newVertx(meters, Tracing.factory(System.getenv(), "tidemark-demo"));
    try (LocalStores stores = LocalStores.temporary()) {
      WorldClock clock = WorldClock.faster(options.speed());
      PlatformSimulator simulator =
          MainThread.await(
              new PlatformSimulator(
                      vertx,
                      clock,
                      new SimulatorSettings(
                          "127.0.0.1", 0, options.seed(), UPSTREAM_KEY, UPSTREAM_KEY))
                  .start());
      Settings settings = settings(stores, simulator);
      AppContext app = MainThread.await(AppContext.open(vertx, settings, clock, meters));
      Application application = MainThread.await(Application.start(app));
      try {
        return show(app, simulator, application, began);
      } finally {
        MainThread.await(application.stop());
        MainThread.await(simulator.stop());
      }
    } finally {
      MainThread.await(vertx.close());
    }
  }

  private Settings settings(LocalStores stores, PlatformSimulator simulator) {
    Map<String, String> settings =
        new HashMap<>(SimulatedPlatforms.settings(simulator.baseUrl(), UPSTREAM_KEY));
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres().url());
    settings.put("TIDEMARK_REDIS_URL", stores.redis().url());
    settings.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    settings.put("TIDEMARK_HTTP_PORT", Integer.toString(options.port()));
    settings.put("TIDEMARK_MANAGEMENT_PORT", "0");
    settings.put("TIDEMARK_HTTP_OPEN_READS", "true");
    settings.put("TIDEMARK_WEBHOOK_KEYS", UUID.randomUUID().toString());
    settings.put("TIDEMARK_ADMIN_KEY", UUID.randomUUID().toString());
    // The rate limit of an account with 50,000 credits, on the demo's faster clock.
    settings.put("TIDEMARK_TWITTERAPI_PER_SECOND", "20");
    settings.put("TIDEMARK_STUDIO_ENCRYPTION_KEYS", "demo:" + newKey());
    settings.put("TIDEMARK_CLOCK_SPEED", Double.toString(options.speed()));
    return SettingsReader.of(settings);
  }

  private static String newKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private int show(
      AppContext app, PlatformSimulator simulator, Application application, long began) {
    String address = "http://localhost:" + application.port();
    WebClient client = WebClient.create(app.vertx());
    String key = app.settings().adminKey().orElseThrow();
    List<String> rules = createZones(client, key, address);
    var studio = new DemoStudio(app.vertx(), client, key, address);
    studio.setUp(simulator, app.clock().instant());
    var profiles = new DemoProfiles(app.vertx(), client, key, address);
    profiles.setUp(simulator);
    double ready = seconds(began);
    say("Ready after %.1f s.".formatted(ready));
    say("");
    say("  console      " + address + "/#key=" + consoleKey(app, address));
    say("  metrics      http://localhost:" + application.managementPort() + "/metrics");
    say("  platforms    " + simulator.baseUrl() + " (simulated)");

    StreamPlan plan =
        StreamPlan.to(
                address.replace("localhost", "127.0.0.1") + "/api/webhooks/twitter",
                app.settings().webhook().keys().getFirst(),
                rules)
            .with()
            .tweets(options.tweets())
            .tweetsPerHour(options.perHour())
            .lotSize(options.lot())
            .neverMoveShare(options.neverMove())
            .cascades(options.cascades())
            .seed(options.seed())
            .plan();
    var stream =
        new WebhookStream(app.vertx(), app.clock(), simulator.tweets(), simulator::faults, plan);
    say("");
    var screen = new ProgressDisplay(out, app.clock().instant());
    Future<StreamReport> streaming = stream.run();
    List<DemoNotice> asides =
        List.of(
            new DemoNotice("a studio", studio.statsAddress(), studio.refresh()),
            new DemoNotice("profiles", profiles.similarAddress(), profiles.sync()));
    boolean curveShown = false;
    boolean finished = false;
    DemoFigures figures = MainThread.await(DemoFigures.read(app, simulator));
    while (!finished && !stopWanted.getAsBoolean()) {
      pause(app.vertx());
      figures = MainThread.await(DemoFigures.read(app, simulator));
      if (!curveShown && figures.polls() > 0) {
        curveShown = showACurve(app, screen, address);
      }
      asides.forEach(aside -> aside.showOn(screen));
      screen.show(figures, stream.report(), plan.deliveries());
      finished =
          streaming.isComplete()
              && asides.stream().allMatch(DemoNotice::isShown)
              && figures.overview().lotsWaiting() == 0;
    }
    stream.stop();
    return conclude(app, simulator, figures, stream, ready, began, finished, address);
  }

  private static boolean showACurve(AppContext app, ProgressDisplay screen, String address) {
    var liveliest = MainThread.await(FinalCounts.liveliest(app.pool()));
    liveliest.ifPresent(
        id -> {
          screen.say(
              "  a curve      %s/#/tweets/%d  (as JSON: %s/api/twitter/engagement/%d)"
                  .formatted(address, id, address, id));
          screen.say("");
        });
    return liveliest.isPresent();
  }

  private int conclude(
      AppContext app,
      PlatformSimulator simulator,
      DemoFigures figures,
      WebhookStream stream,
      double ready,
      long began,
      boolean finished,
      String address) {
    DemoSummary summary =
        DemoSummary.of(
            options,
            figures,
            stream.report(),
            ready,
            seconds(began),
            app.pool(),
            simulator.tweets());
    say("");
    say(finished ? "Every lot has finished." : "Stopped before every lot had finished.");
    say(summary.text());
    if (options.once()) {
      say(summary.json().encode());
      return finished ? 0 : 130;
    }
    if (finished) {
      say("");
      say("The console stays at " + address + " until Ctrl-C.");
      while (!stopWanted.getAsBoolean()) {
        pause(app.vertx());
      }
    }
    return 0;
  }

  /** Creates zones and rules over HTTP, as an operator would. */
  private List<String> createZones(WebClient client, String key, String address) {
    List<String> rules = new ArrayList<>();
    for (int i = 1; i <= options.zones(); i++) {
      String zone = "zone-" + i;
      String rule = "rule-" + i;
      post(client, key, address + "/api/zones", new JsonObject().put("name", zone));
      post(
          client,
          key,
          address + "/api/twitter/rules",
          new JsonObject().put("rule_id", rule).put("zone_id", zone));
      rules.add(rule);
    }
    return rules;
  }

  /** The console's address with the key in the fragment, which browsers do not send. */
  private static String consoleKey(AppContext app, String address) {
    WebClient client = WebClient.create(app.vertx());
    var key =
        new JsonObject()
            .put("name", "console of the demo")
            .put("scopes", new JsonArray().add("read").add("refresh").add("trigger").add("admin"));
    JsonObject made =
        post(client, app.settings().adminKey().orElseThrow(), address + "/api/keys", key);
    client.close();
    return made.getString("key");
  }

  private static JsonObject post(WebClient client, String key, String address, JsonObject body) {
    HttpResponse<Buffer> response =
        MainThread.await(
            client.postAbs(address).bearerTokenAuthentication(key).sendJsonObject(body));
    if (response.statusCode() != 201) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(address, response.statusCode(), response.bodyAsString()));
    }
    return response.bodyAsJsonObject();
  }

  private static void pause(Vertx vertx) {
    MainThread.await(vertx.timer(500, TimeUnit.MILLISECONDS));
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
