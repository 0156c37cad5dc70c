package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Door;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.studio.Studio;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes of the Graph API, with a version before them or without. */
public final class GraphApi {

  static final String BATCH = "POST /";

  private static final String VERSION = "/v[0-9]+\\.[0-9]+";
  private static final String MAYBE_VERSION = "(?:" + VERSION + ")?";
  private static final String NODE = "/(?:" + Nodes.ID + "|me)";

  private final Studio studio;
  private final Door door;
  private final Tokens tokens;
  private final GraphDoor keeper;
  private final Nodes nodes;
  private final Batch batch;

  public GraphApi(Door door, Studio studio) {
    this.studio = studio;
    this.door = door;
    this.tokens = new Tokens(studio.accounts());
    this.keeper = new GraphDoor(tokens);
    this.nodes = new Nodes(tokens);
    this.batch = new Batch(door, tokens, nodes, studio);
  }

  /** {@code GET /} is ours only with {@code ids}: the index of the simulator stands there too. */
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
        .handler(before(BATCH, batch::answer));
    get(router, MAYBE_VERSION + "/refresh_access_token", "/refresh_access_token");
    get(router, MAYBE_VERSION + NODE + "/insights", "/:id/insights");
    get(router, MAYBE_VERSION + NODE + "/video_insights", "/:id/video_insights");
    get(router, MAYBE_VERSION + NODE + "/media", "/:id/media");
    get(router, MAYBE_VERSION + NODE, "/:id");
    // Without a version, what is no id is not ours.
    router.routeWithRegex(VERSION + "(?:/.*)?").handler(before("/*", this::elsewhere));
  }

  private void get(Router router, String pattern, String name) {
    router.routeWithRegex(HttpMethod.GET, pattern).handler(before(name, this::single));
  }

  private Handler<RoutingContext> before(String name, Function<Visit, Answer> endpoint) {
    return door.before(keeper, name, endpoint);
  }

  private Answer elsewhere(Visit visit) {
    return visit.request().method().equals(HttpMethod.GET)
        ? single(visit)
        : Refused.parameter("Unsupported request method " + visit.request().method()).answer();
  }

  /** The door has seen that the token is good. */
  private Answer single(Visit visit) {
    String token = String.valueOf(Tokens.of(visit));
    return nodes.answer(
        new GraphCall(
            visit,
            Address.of(visit.request().uri()),
            tokens.holder(token).orElseThrow(),
            token,
            studio));
  }
}
