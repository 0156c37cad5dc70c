package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.ext.web.Router;
import java.util.function.Function;

/** The routes of X API v2. */
public final class XRoutes {

  static final String TWEETS = "/2/tweets";
  static final String USER_BY_NAME = "/2/users/by/username/:username";
  static final String USERS_BY = "/2/users/by";
  static final String USER_TWEETS = "/2/users/:id/tweets";
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
    get(router, TWEETS, tweets::byIds);
    get(router, USER_BY_NAME, users::byName);
    get(router, USERS_BY, users::byNames);
    get(router, USER_TWEETS, timeline::of);
    get(router, USAGE, usage::of);
    // Unknown paths are answered by the web server in front of X, with HTML.
    router
        .route("/2/*")
        .handler(endpoints.before(policy, "/2/*", request -> policy.refuse(404, request)));
  }

  private void get(
      Router router, String path, Function<PlatformRequest, PlatformResponse> endpoint) {
    router.get(path).handler(endpoints.before(policy, path, endpoint));
  }
}
