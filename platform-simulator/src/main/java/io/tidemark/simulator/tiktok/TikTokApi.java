package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Door;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.studio.Studio;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Function;

/** The routes of TikTok; each ends with a slash. */
public final class TikTokApi {

  static final String QUERY = "/v2/video/query/";
  static final String LIST = "/v2/video/list/";
  static final String RESEARCH = "/v2/research/video/query/";
  static final String TOKEN = "/v2/oauth/token/";

  private final Door door;
  private final TikTokDoor keeper;
  private final TokenDoor tokenKeeper;
  private final DisplayVideos display;
  private final ResearchVideos research;
  private final TokenGrants grants;

  public TikTokApi(Door door, Studio studio, String clientKey, String clientSecret) {
    ClientTokens clients = new ClientTokens();
    this.door = door;
    this.keeper = new TikTokDoor(studio.accounts(), clients);
    this.tokenKeeper = new TokenDoor(studio.accounts());
    this.display = new DisplayVideos(studio);
    this.research = new ResearchVideos(studio);
    this.grants = new TokenGrants(studio.accounts(), clients, clientKey, clientSecret);
  }

  public void mount(Router router) {
    post(router, QUERY, keeper, display::query);
    post(router, LIST, keeper, display::list);
    post(router, RESEARCH, keeper, research::query);
    post(router, TOKEN, tokenKeeper, grants::grant);
    for (String elsewhere : List.of("/v2/video/*", "/v2/research/*", "/v2/oauth/*")) {
      router
          .route(elsewhere)
          .handler(door.before(keeper, elsewhere, visit -> keeper.refuse(404, visit)));
    }
  }

  private void post(
      Router router, String path, Doorkeeper keeper, Function<Visit, Answer> endpoint) {
    router
        .post(path)
        .handler(BodyHandler.create(false))
        .handler(door.before(keeper, path, endpoint));
  }
}
