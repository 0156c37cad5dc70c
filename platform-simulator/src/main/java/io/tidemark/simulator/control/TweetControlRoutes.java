package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Control routes for tweets: post, read, edit, delete, make private. */
final class TweetControlRoutes extends ObjectRoutes<SimulatedTweet> {

  private final SimulatedTweets world;
  private final WorldClock clock;

  TweetControlRoutes(SimulatedTweets world, WorldClock clock) {
    super(clock, "tweet", "id");
    this.world = world;
    this.clock = clock;
  }

  ControlResponse post(RoutingContext http) {
    NewTweets wanted = StrictJson.read(http.body().asString(), NewTweets.class);
    Instant now = clock.instant();
    return ControlResponse.created(
        "tweets", wanted.count(), NewTweets.MOST, () -> view(world.post(wanted.draft(now)), now));
  }

  ControlResponse delete(RoutingContext http) {
    return change(http, tweet -> world.delete(tweet.id()));
  }

  ControlResponse makePrivate(RoutingContext http) {
    return change(http, tweet -> world.makePrivate(tweet.id()));
  }

  /** Responds with the new version. */
  ControlResponse edit(RoutingContext http) {
    ControlResponse response = replace(http, tweet -> world.edit(tweet.id()));
    return response.status() == 200 ? new ControlResponse(201, response.body()) : response;
  }

  @Override
  Optional<SimulatedTweet> find(String id) {
    return world.find(id);
  }

  @Override
  Map<String, Object> view(SimulatedTweet tweet, Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", tweet.id());
    view.put("userName", tweet.author().userName());
    view.put("text", tweet.text());
    view.put("createdAt", tweet.createdAt());
    view.put("visibility", world.visibility(tweet));
    view.put("growth", tweet.growth().kind());
    view.put("countersAt", now);
    view.put("counters", tweet.countersAt(now));
    return view;
  }
}
