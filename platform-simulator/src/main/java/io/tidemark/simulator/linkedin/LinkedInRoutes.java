package io.tidemark.simulator.linkedin;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;

/** The route of RapidAPI's {@code fresh-linkedin-profile-data}. */
public final class LinkedInRoutes {

  static final String POSTS = "/get-profile-posts";

  private final PlatformEndpoint endpoints;
  private final LinkedInPolicy policy;
  private final PostsEndpoint posts;

  public LinkedInRoutes(PlatformEndpoint endpoints, LinkedIn world, WorldClock clock, String key) {
    this.endpoints = endpoints;
    this.policy = new LinkedInPolicy(world, clock, key);
    this.posts = new PostsEndpoint(world, policy);
  }

  public void mount(Router router) {
    endpoints.mount(router, HttpMethod.GET, POSTS, policy, posts::posts);
  }
}
