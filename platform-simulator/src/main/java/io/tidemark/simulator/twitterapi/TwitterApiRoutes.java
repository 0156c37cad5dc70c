package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformEndpoint;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Function;

/** The routes of twitterapi.io. */
public final class TwitterApiRoutes {

  private final PlatformEndpoint endpoints;
  private final TwitterApiPolicy policy;
  private final TweetEndpoints tweets;
  private final UserEndpoints users;
  private final FilterRules rules = new FilterRules();

  public TwitterApiRoutes(
      PlatformEndpoint endpoints, SimulatedTweets world, Meter meter, String key) {
    this.endpoints = endpoints;
    this.policy = new TwitterApiPolicy(key);
    this.tweets = new TweetEndpoints(world);
    this.users = new UserEndpoints(world.authors(), meter);
  }

  public void mount(Router router) {
    route(router, HttpMethod.GET, "/twitter/tweets", tweets::byIds);
    route(router, HttpMethod.GET, "/twitter/tweet/advanced_search", tweets::search);
    route(router, HttpMethod.GET, "/twitter/user/last_tweets", tweets::lastTweets);
    route(router, HttpMethod.GET, "/twitter/user/info", users::info);
    route(router, HttpMethod.GET, "/twitter/user/batch_info_by_ids", users::batch);
    route(router, HttpMethod.GET, TwitterApiPolicy.MY_INFO, users::myInfo);
    router.route("/oapi/tweet_filter/*").handler(BodyHandler.create(false));
    route(router, HttpMethod.GET, "/oapi/tweet_filter/get_rules", rules::list);
    route(router, HttpMethod.POST, "/oapi/tweet_filter/add_rule", rules::add);
    route(router, HttpMethod.POST, "/oapi/tweet_filter/update_rule", rules::update);
    route(router, HttpMethod.DELETE, "/oapi/tweet_filter/delete_rule", rules::delete);
    for (String elsewhere : new String[] {"/twitter/*", "/oapi/*"}) {
      router
          .route(elsewhere)
          .handler(endpoints.before(policy, elsewhere, v -> policy.refuse(404, v)));
    }
  }

  private void route(
      Router router,
      HttpMethod method,
      String path,
      Function<PlatformRequest, PlatformResponse> endpoint) {
    router.route(method, path).handler(endpoints.before(policy, path, endpoint));
  }
}
