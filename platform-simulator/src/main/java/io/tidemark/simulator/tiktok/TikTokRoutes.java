package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.studio.Studio;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.List;

/** The routes of TikTok; each ends with a slash. */
public final class TikTokRoutes {

  static final String QUERY = "/v2/video/query/";
  static final String LIST = "/v2/video/list/";
  static final String TOKEN = "/v2/oauth/token/";

  private final PlatformEndpoint endpoints;
  private final TikTokPolicy policy;
  private final TikTokTokenPolicy tokenPolicy;
  private final DisplayVideos display;
  private final ResearchVideos research;
  private final TokenGrants grants;

  public TikTokRoutes(
      PlatformEndpoint endpoints, Studio studio, String clientKey, String clientSecret) {
    ClientTokens clients = new ClientTokens();
    this.endpoints = endpoints;
    this.policy = new TikTokPolicy(studio.accounts(), clients);
    this.tokenPolicy = new TikTokTokenPolicy(studio.accounts());
    this.display = new DisplayVideos(studio);
    this.research = new ResearchVideos(studio);
    this.grants = new TokenGrants(studio.accounts(), clients, clientKey, clientSecret);
  }

  public void mount(Router router) {
    endpoints.mount(router, HttpMethod.POST, QUERY, policy, display::query);
    endpoints.mount(router, HttpMethod.POST, LIST, policy, display::list);
    endpoints.mount(router, HttpMethod.POST, TikTokPolicy.RESEARCH, policy, research::query);
    endpoints.mount(router, HttpMethod.POST, TOKEN, tokenPolicy, grants::grant);
    for (String elsewhere : List.of("/v2/video/*", "/v2/research/*", "/v2/oauth/*")) {
      router
          .route(elsewhere)
          .handler(endpoints.before(policy, elsewhere, request -> policy.refuse(404, request)));
    }
  }
}
