package io.tidemark.simulator;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.control.ControlApi;
import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.faults.FaultChanges;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.graph.GraphRoutes;
import io.tidemark.simulator.linkedin.LinkedIn;
import io.tidemark.simulator.linkedin.LinkedInRoutes;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.openai.OpenAiRoutes;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.tiktok.TikTokRoutes;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.twitterapi.TwitterApiRoutes;
import io.tidemark.simulator.x.XRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Simulates the upstream platforms in one HTTP server. twitterapi.io and the X API v2 share one set
 * of tweets, the Graph API and TikTok share one set of studio accounts, and the LinkedIn scraper
 * serves invented authors. OpenAI and a control interface are served as well.
 */
public final class PlatformSimulator {

  /** A hundred ids with escaped commas take more than half of the usual 4,096 characters. */
  private static final int LONGEST_REQUEST_LINE = 16_384;

  /** A batch of fifty parts comes in one form field. */
  private static final int LONGEST_FORM_FIELD = 262_144;

  private final SimulatorSettings settings;
  private final SimulatedTweets tweets;
  private final Studio studio;
  private final LinkedIn linkedIn;
  private final Meter meter = new Meter();
  private final AtomicReference<PlatformFaults> faults =
      new AtomicReference<>(PlatformFaults.none());
  private final PlatformEndpoint endpoints;
  private final ControlApi control;
  private final Router router;
  private final HttpServer server;

  /** Listens only after {@link #start()}. */
  public PlatformSimulator(Vertx vertx, WorldClock clock, SimulatorSettings settings) {
    this.settings = settings;
    tweets = new SimulatedTweets(clock, settings.seed());
    studio = new Studio(clock, settings.seed());
    linkedIn = new LinkedIn(clock, settings.seed());
    endpoints = new PlatformEndpoint(vertx, clock, this::faults, meter, settings.seed());
    control =
        new ControlApi(
            tweets,
            studio,
            linkedIn,
            clock,
            meter,
            this::faults,
            this::use,
            plan -> new WebhookStream(vertx, clock, tweets, this::faults, plan));
    router = Router.router(vertx);
    new OpenAiRoutes(endpoints, settings.openAiKey()).mount(router);
    new LinkedInRoutes(endpoints, linkedIn, clock, settings.rapidApiKey()).mount(router);
    new GraphRoutes(endpoints, studio).mount(router);
    control.mount(router);
    new TwitterApiRoutes(endpoints, tweets, meter, settings.twitterApiKey()).mount(router);
    new XRoutes(endpoints, tweets, meter, settings.xBearerToken()).mount(router);
    new TikTokRoutes(endpoints, studio, settings.tikTokClientKey(), settings.tikTokClientSecret())
        .mount(router);
    server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxFormAttributeSize(LONGEST_FORM_FIELD)
                .setMaxFormBufferedBytes(LONGEST_FORM_FIELD)
                .setCompressionSupported(true));
  }

  /** Listens; fails when the port is taken. */
  public Future<PlatformSimulator> start() {
    return server
        .requestHandler(router)
        .listen(settings.port(), settings.host())
        .map(listening -> this);
  }

  /** The port that it listens on; 0 before the start. */
  public int port() {
    return server.actualPort();
  }

  /** The address of all platforms and of the control interface. */
  public String baseUrl() {
    return "http://" + settings.host() + ":" + port();
  }

  /** The tweets of twitterapi.io and X. */
  public SimulatedTweets tweets() {
    return tweets;
  }

  /** Accounts and posts of the platforms on which a token reads only its own account. */
  public Studio studio() {
    return studio;
  }

  /** LinkedIn authors and posts, with the true kind of each post's opening line. */
  public LinkedIn linkedin() {
    return linkedIn;
  }

  /** What the platforms were asked and what they charge. */
  public Meter meter() {
    return meter;
  }

  /** The faults that are switched on. */
  public PlatformFaults faults() {
    return faults.get();
  }

  /** Switches these faults on. A changed limit starts with an empty window. */
  public void use(PlatformFaults wanted) {
    PlatformFaults before = faults.getAndSet(wanted);
    if (!limits(before).equals(limits(wanted))) {
      endpoints.forgetWindows();
    }
  }

  /** For example {@code simulator.change(s -> s.status(503))}; the other faults stay. */
  public void change(Consumer<FaultChanges> changes) {
    use(faults().and(changes));
  }

  private static List<@Nullable Integer> limits(PlatformFaults faults) {
    return Arrays.asList(
        faults.common().requestsPerWindow(),
        faults.common().windowSeconds(),
        faults.quota().minimumIntervalMillis());
  }

  /** Stops the streams started over HTTP, and closes the server with all its connections. */
  public Future<Void> stop() {
    control.stop();
    return server.close();
  }
}
