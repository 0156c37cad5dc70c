package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.linkedin.LinkedIn;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The routes under {@code /simulator}, and the index. None of them requires a key. */
public final class ControlApi {

  private static final List<String> CONTROL =
      List.of(
          "POST /simulator/tweets",
          "GET /simulator/tweets/:id",
          "DELETE /simulator/tweets/:id",
          "POST /simulator/tweets/:id/private",
          "POST /simulator/tweets/:id/edit",
          "GET|POST /simulator/studio/accounts",
          "GET /simulator/studio/accounts/:id",
          "POST /simulator/studio/accounts/:id/expire",
          "POST|DELETE /simulator/studio/accounts/:id/refusal",
          "GET|POST /simulator/studio/posts",
          "GET|DELETE /simulator/studio/posts/:id",
          "POST /simulator/studio/posts/:id/state",
          "GET|POST /simulator/linkedin/authors",
          "GET|POST /simulator/linkedin/posts",
          "GET|DELETE /simulator/linkedin/posts/:urn",
          "GET|PATCH|DELETE /simulator/switches",
          "GET|DELETE /simulator/meter",
          "POST /simulator/streams",
          "GET /simulator/streams/:id");

  private final Supplier<PlatformFaults> faults;
  private final Consumer<PlatformFaults> use;
  private final Meter meter;
  private final TweetControlRoutes tweets;
  private final AccountControlRoutes accounts;
  private final PostControlRoutes posts;
  private final LinkedInControlRoutes linkedIn;
  private final StreamControlRoutes streams;

  /**
   * @param use switches faults on
   * @param streams creates a stream that is not started
   */
  public ControlApi(
      SimulatedTweets world,
      Studio studio,
      LinkedIn linkedIn,
      WorldClock clock,
      Meter meter,
      Supplier<PlatformFaults> faults,
      Consumer<PlatformFaults> use,
      Function<StreamPlan, WebhookStream> streams) {
    this.faults = faults;
    this.use = use;
    this.meter = meter;
    this.tweets = new TweetControlRoutes(world, clock);
    this.accounts = new AccountControlRoutes(studio, clock);
    this.posts = new PostControlRoutes(studio, clock);
    this.linkedIn = new LinkedInControlRoutes(linkedIn, clock);
    this.streams = new StreamControlRoutes(streams);
  }

  /** Adds the routes; all read their bodies. */
  public void mount(Router router) {
    router.route("/simulator/*").handler(BodyHandler.create(false));
    route(router, HttpMethod.GET, "/", this::index);
    route(router, HttpMethod.GET, "/simulator/switches", http -> current());
    route(router, HttpMethod.PATCH, "/simulator/switches", this::change);
    route(router, HttpMethod.DELETE, "/simulator/switches", http -> used(PlatformFaults.none()));
    route(router, HttpMethod.GET, "/simulator/meter", http -> metered());
    route(router, HttpMethod.DELETE, "/simulator/meter", http -> resetMeter());
    route(router, HttpMethod.POST, "/simulator/tweets", tweets::post);
    route(router, HttpMethod.GET, "/simulator/tweets/:id", tweets::show);
    route(router, HttpMethod.DELETE, "/simulator/tweets/:id", tweets::delete);
    route(router, HttpMethod.POST, "/simulator/tweets/:id/private", tweets::makePrivate);
    route(router, HttpMethod.POST, "/simulator/tweets/:id/edit", tweets::edit);
    mountStudio(router);
    mountLinkedIn(router);
    route(router, HttpMethod.POST, "/simulator/streams", streams::start);
    route(router, HttpMethod.GET, "/simulator/streams/:id", streams::show);
  }

  private void mountStudio(Router router) {
    String account = "/simulator/studio/accounts";
    route(router, HttpMethod.GET, account, http -> accounts.list());
    route(router, HttpMethod.POST, account, accounts::connect);
    route(router, HttpMethod.GET, account + "/:id", accounts::show);
    route(router, HttpMethod.POST, account + "/:id/expire", accounts::expire);
    route(router, HttpMethod.POST, account + "/:id/refusal", accounts::refuse);
    route(router, HttpMethod.DELETE, account + "/:id/refusal", accounts::accept);
    String post = "/simulator/studio/posts";
    route(router, HttpMethod.GET, post, posts::list);
    route(router, HttpMethod.POST, post, posts::publish);
    route(router, HttpMethod.GET, post + "/:id", posts::show);
    route(router, HttpMethod.DELETE, post + "/:id", posts::delete);
    route(router, HttpMethod.POST, post + "/:id/state", posts::turn);
  }

  private void mountLinkedIn(Router router) {
    String author = "/simulator/linkedin/authors";
    route(router, HttpMethod.GET, author, http -> linkedIn.authors());
    route(router, HttpMethod.POST, author, linkedIn::createAuthor);
    String post = "/simulator/linkedin/posts";
    route(router, HttpMethod.GET, post, linkedIn::posts);
    route(router, HttpMethod.POST, post, linkedIn::publish);
    route(router, HttpMethod.GET, post + "/:urn", linkedIn::show);
    route(router, HttpMethod.DELETE, post + "/:urn", linkedIn::delete);
  }

  /** Stops the streams that were started over HTTP. */
  public void stop() {
    streams.stopAll();
  }

  private ControlResponse index(RoutingContext http) {
    var graph = List.of("/v25.0/…", "/{id}/…", "/?ids=", "POST /", "/refresh_access_token");
    return new ControlResponse(
        200,
        Map.of(
            "name", "Tidemark platform simulator",
            "twitterapi.io", List.of("/twitter/…", "/oapi/…"),
            "x", List.of("/2/…"),
            "instagram, facebook", graph,
            "tiktok", List.of("/v2/video/…", "/v2/research/…", "/v2/oauth/…"),
            "linkedin", List.of("/get-profile-posts"),
            "openai", List.of("/v1/embeddings", "/v1/chat/completions"),
            "control", CONTROL));
  }

  private ControlResponse current() {
    return new ControlResponse(200, faults.get());
  }

  private ControlResponse change(RoutingContext http) {
    return used(
        faults.get().and(StrictJson.values(http.body().asString(), PlatformFaults.components())));
  }

  private ControlResponse used(PlatformFaults wanted) {
    use.accept(wanted);
    return current();
  }

  private ControlResponse metered() {
    return new ControlResponse(200, MeterView.of(meter));
  }

  private ControlResponse resetMeter() {
    meter.reset();
    return metered();
  }

  private static void route(
      Router router,
      HttpMethod method,
      String path,
      Function<RoutingContext, ControlResponse> endpoint) {
    router
        .route(method, path)
        .handler(
            http -> {
              ControlResponse reply = reply(http, endpoint);
              http.response()
                  .setStatusCode(reply.status())
                  .putHeader("content-type", "application/json")
                  .end(StrictJson.write(reply.body()));
            });
  }

  private static ControlResponse reply(
      RoutingContext http, Function<RoutingContext, ControlResponse> endpoint) {
    try {
      return endpoint.apply(http);
    } catch (InvalidFieldException e) {
      return ControlResponse.badInput(e.field(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      return ControlResponse.badInput(message.replaceAll("\\W.*", ""), message);
    }
  }
}
