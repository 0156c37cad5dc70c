package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.studio.Studio;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes of the Graph API, with or without a version prefix. */
public final class GraphRoutes {

  private static final String VERSION = "/v[0-9]+\\.[0-9]+";
  private static final String MAYBE_VERSION = "(?:" + VERSION + ")?";
  private static final String NODE = "/(?:" + GraphUri.ID + "|me)";

  private final Studio studio;
  private final PlatformEndpoint endpoints;
  private final GraphTokenCheck tokens;
  private final GraphPolicy policy;
  private final GraphNodes nodes;
  private final GraphBatchEndpoint batch;

  public GraphRoutes(PlatformEndpoint endpoints, Studio studio) {
    this.studio = studio;
    this.endpoints = endpoints;
    this.tokens = new GraphTokenCheck(studio.accounts());
    this.policy = new GraphPolicy(tokens);
    this.nodes = new GraphNodes(tokens);
    this.batch = new GraphBatchEndpoint(endpoints, tokens, nodes, studio);
  }

  /**
   * {@code GET /} belongs to the Graph API only with {@code ids}; otherwise it is the simulator's
   * index.
   */
  public void mount(Router router) {
    Handler<RoutingContext> byIds = before("/?ids=", this::single);
    router
        .getWithRegex(MAYBE_VERSION + "/?")
        .handler(
            http -> {
              if (http.queryParams().contains("ids")) {
                byIds.handle(http);
              } else {
                http.next();
              }
            });
    router
        .postWithRegex(MAYBE_VERSION + "/?")
        .handler(BodyHandler.create(false))
        .handler(before(GraphPolicy.BATCH, batch::answer));
    get(router, MAYBE_VERSION + "/refresh_access_token", "/refresh_access_token");
    get(router, MAYBE_VERSION + NODE + "/insights", "/:id/insights");
    get(router, MAYBE_VERSION + NODE + "/video_insights", "/:id/video_insights");
    get(router, MAYBE_VERSION + NODE + "/media", "/:id/media");
    get(router, MAYBE_VERSION + NODE, "/:id");
    // Without a version, paths that are not ids belong to other platforms.
    router.routeWithRegex(VERSION + "(?:/.*)?").handler(before("/*", this::elsewhere));
  }

  private void get(Router router, String pattern, String name) {
    router.routeWithRegex(HttpMethod.GET, pattern).handler(before(name, this::single));
  }

  private Handler<RoutingContext> before(
      String name, Function<PlatformRequest, PlatformResponse> endpoint) {
    return endpoints.before(policy, name, endpoint);
  }

  private PlatformResponse elsewhere(PlatformRequest request) {
    return request.raw().method().equals(HttpMethod.GET)
        ? single(request)
        : GraphException.parameter("Unsupported request method " + request.raw().method()).answer();
  }

  /** The policy has already validated the token. */
  private PlatformResponse single(PlatformRequest request) {
    String token = String.valueOf(GraphTokenCheck.of(request));
    return nodes.answer(
        new GraphCall(
            request,
            GraphUri.of(request.raw().uri()),
            tokens.holder(token).orElseThrow(),
            token,
            studio));
  }
}
