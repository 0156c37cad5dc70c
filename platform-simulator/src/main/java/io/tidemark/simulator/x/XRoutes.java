package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;

/** The routes of X API v2. */
public final class XRoutes {

  static final String USAGE = "/2/usage/tweets";

  private final PlatformEndpoint endpoints;
  private final XPolicy policy;
  private final TweetLookup tweets;
  private final UserTimeline timeline;
  private final UserLookup users;
  private final XUsage usage;

  public XRoutes(
      PlatformEndpoint endpoints, SimulatedTweets world, Meter meter, String bearerToken) {
    this.endpoints = endpoints;
    this.policy = new XPolicy(bearerToken);
    this.tweets = new TweetLookup(world);
    this.timeline = new UserTimeline(world);
    this.users = new UserLookup(world.authors());
    this.usage = new XUsage(meter);
  }

  public void mount(Router router) {
    endpoints.mount(router, HttpMethod.GET, XPolicy.TWEETS, policy, tweets::byIds);
    endpoints.mount(router, HttpMethod.GET, XPolicy.USER_BY_NAME, policy, users::byName);
    endpoints.mount(router, HttpMethod.GET, XPolicy.USERS_BY, policy, users::byNames);
    endpoints.mount(router, HttpMethod.GET, XPolicy.USER_TWEETS, policy, timeline::of);
    endpoints.mount(router, HttpMethod.GET, USAGE, policy, usage::of);
    // Unknown paths are answered by the web server in front of X, with HTML.
    router
        .route("/2/*")
        .handler(endpoints.before(policy, "/2/*", request -> policy.refuse(404, request)));
  }
}
