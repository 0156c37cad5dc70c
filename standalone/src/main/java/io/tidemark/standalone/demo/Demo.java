package io.tidemark.standalone.demo;

import static io.tidemark.standalone.demo.ProgressDisplay.number;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.SlowingClock;
import io.tidemark.gateway.Gateway;
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
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.StoppedException;
import io.tidemark.standalone.process.Terminal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Starts all components, sends a stream of tweets, and shows how it is tracked. */
public final class Demo {

  private static final String UPSTREAM_KEY = "demo-key";

  /** Tweets that arrive, now and then, after the stream has ended. */
  private static final int LATER_TWEETS = 10_000;

  private final DemoOptions options;
  private final Terminal terminal;
  private final StopSignals signals;
  private final Optional<VertxTracerFactory> tracing;
  private boolean ready;

  /**
   * @param tracing tracing options, if tracing is enabled
   */
  public Demo(
      DemoOptions options,
      Terminal terminal,
      StopSignals signals,
      Optional<VertxTracerFactory> tracing) {
    this.options = options;
    this.terminal = terminal;
    this.signals = signals;
    this.tracing = tracing;
  }

  /**
   * @param opens opens the stores, and shows how
   * @return 0 when every lot has finished, or when it was stopped without {@code --once}; 130 when
   *     it was stopped with {@code --once}
   * @throws StoppedException when it was stopped before it was ready
   */
  public int run(Function<Terminal, DemoStores> opens) {
    long began = System.nanoTime();
    terminal.say(
        terminal.bold("Tidemark")
            + " with simulated platforms, on a clock that runs %s times as fast as real time"
                .formatted(number(Math.round(options.speed()))));
    var meters = AppContext.newMeters();
    Vertx vertx = AppContext.newVertx(meters, tracing);
    Future<Void> prepared = Gateway.prepare(vertx); // while the stores begin
    try (DemoStores stores = opens.apply(terminal)) {
      signals.check();
      var clock = new SlowingClock(options.speed());
      PlatformSimulator simulator =
          terminal.step(
              "Platforms",
              () ->
                  signals.await(
                      new PlatformSimulator(
                              vertx,
                              clock,
                              new SimulatorSettings(
                                  "127.0.0.1", 0, options.seed(), UPSTREAM_KEY, UPSTREAM_KEY))
                          .start()),
              started -> started.baseUrl() + " (simulated)");
      Settings settings = settings(stores, simulator);
      terminal.step(
          "Schema",
          () -> signals.await(AppContext.migrate(vertx, settings).map(true)),
          migrated -> "every migration applied");
      Application application =
          terminal.step(
              "Tidemark",
              () -> {
                signals.await(prepared);
                AppContext app =
                    signals.await(
                        AppContext.connect(vertx, settings, clock, meters), AppContext::close);
                return MainThread.await(Application.start(app));
              },
              started -> "gateway, tracker, metrics refresh, profile sync");
      try {
        return show(application, clock, simulator, began);
      } finally {
        MainThread.await(application.stop());
        MainThread.await(simulator.stop());
      }
    } catch (Exception problem) {
      // A signal from a terminal reaches what is being started as well, which then fails.
      if (!ready) {
        signals.check();
      }
      throw problem;
    } finally {
      MainThread.await(vertx.close());
    }
  }

  private Settings settings(DemoStores stores, PlatformSimulator simulator) {
    Map<String, String> settings =
        new HashMap<>(SimulatedPlatforms.settings(simulator.baseUrl(), UPSTREAM_KEY));
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres());
    settings.put("TIDEMARK_REDIS_URL", stores.redis());
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
      Application application, SlowingClock clock, PlatformSimulator simulator, long began) {
    AppContext app = application.app();
    String address = "http://localhost:" + application.port();
    WebClient client = WebClient.create(app.vertx());
    String key = app.settings().adminKey().orElseThrow();
    var studio = new DemoStudio(app.vertx(), client, key, address);
    var profiles = new DemoProfiles(app.vertx(), client, key, address);
    List<String> rules =
        terminal.step(
            "Tenants",
            () -> {
              List<String> created = createZones(client, key, address);
              studio.setUp(simulator, clock.instant());
              profiles.setUp(simulator);
              return created;
            },
            created -> "zones, a studio workspace, LinkedIn authors");
    signals.check();
    ready = true;
    double readySeconds = seconds(began);
    terminal.say("Ready after %.1f s.".formatted(readySeconds));
    terminal.say("");
    terminal.say("  console      " + terminal.bold(address + "/#key=" + consoleKey(app, address)));
    terminal.say("  metrics      http://localhost:" + application.managementPort() + "/metrics");
    terminal.say("  database     ./tidemark psql");
    terminal.say("");
    StreamPlan plan = plan(app, address, rules, options.tweets(), options.cascades());
    WebhookStream stream = stream(app, simulator, plan);
    var screen = new ProgressDisplay(terminal, clock.instant());
    Future<StreamReport> streaming = stream.run();
    List<DemoNotice> notices =
        List.of(
            new DemoNotice("a studio", studio.statsAddress(), studio.refresh()),
            new DemoNotice("profiles", profiles.similarAddress(), profiles.sync()));
    boolean curveShown = false;
    boolean finished = false;
    DemoFigures figures = MainThread.await(DemoFigures.read(app, simulator));
    while (!finished && !signals.isStopWanted()) {
      pause(app.vertx());
      figures = MainThread.await(DemoFigures.read(app, simulator));
      if (!curveShown && figures.polls() > 0) {
        curveShown = showACurve(app, screen, address);
      }
      notices.forEach(notice -> notice.showOn(screen));
      screen.show(figures, stream.report(), plan.deliveries());
      finished =
          streaming.isComplete()
              && notices.stream().allMatch(DemoNotice::isShown)
              && figures.overview().lotsWaiting() == 0;
    }
    clock.toRealTime();
    stream.stop();
    DemoSummary summary =
        DemoSummary.of(
            options,
            figures,
            stream.report(),
            readySeconds,
            seconds(began),
            app.pool(),
            simulator.tweets());
    terminal.say("");
    terminal.say(finished ? "Every lot has finished." : "Stopped before every lot had finished.");
    terminal.say(summary.text());
    if (options.json()) {
      terminal.say(summary.json().encode());
    }
    if (options.once()) {
      return finished ? 0 : 130;
    }
    if (finished) {
      goOn(app, simulator, plan(app, address, rules, LATER_TWEETS, 0), address);
    }
    return 0;
  }

  /** Keeps the console alive: the clock runs in real time, and a delivery arrives now and then. */
  private void goOn(AppContext app, PlatformSimulator simulator, StreamPlan plan, String address) {
    terminal.say("");
    terminal.say(
        ("The clock goes on in real time, with a delivery every %.0f s. The console"
                    + " stays at %s until")
                .formatted(3_600 * plan.lotSize() / plan.tweetsPerHour(), address)
            + " Ctrl-C.");
    WebhookStream stream = stream(app, simulator, plan);
    stream.run();
    signals.awaitStop();
    stream.stop();
  }

  private StreamPlan plan(
      AppContext app, String address, List<String> rules, int tweets, int cascades) {
    return StreamPlan.to(
            address.replace("localhost", "127.0.0.1") + "/api/webhooks/twitter",
            app.settings().webhook().keys().getFirst(),
            rules)
        .with()
        .tweets(tweets)
        .tweetsPerHour(options.perHour())
        .lotSize(options.lot())
        .neverMoveShare(options.neverMove())
        .cascades(cascades)
        .seed(options.seed())
        .plan();
  }

  private static WebhookStream stream(
      AppContext app, PlatformSimulator simulator, StreamPlan plan) {
    return new WebhookStream(app.vertx(), app.clock(), simulator.tweets(), simulator::faults, plan);
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

  /** Creates zones and rules over HTTP, as an operator would. */
  private List<String> createZones(WebClient client, String key, String address) {
    List<String> rules = new ArrayList<>();
    for (int i = 1; i <= options.zones(); i++) {
      String zone = "zone-" + i;
      String rule = "rule-" + i;
      post(
          client,
          key,
          address + "/api/zones",
          new JsonObject().put("name", zone).put("cadence", options.cadence().name()));
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

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
