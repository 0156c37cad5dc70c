package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Control routes for tweets: post, read, edit, delete, make private. */
final class TweetControlRoutes {

  private final SimulatedTweets world;
  private final WorldClock clock;

  TweetControlRoutes(SimulatedTweets world, WorldClock clock) {
    this.world = world;
    this.clock = clock;
  }

  ControlResponse post(RoutingContext http) {
    NewTweets wanted = StrictJson.read(http.body().asString(), NewTweets.class);
    Instant now = clock.instant();
    List<Map<String, Object>> posted = new ArrayList<>();
    for (int i = 0; i < wanted.howMany(); i++) {
      posted.add(view(world.post(wanted.draft(now)), now));
    }
    return new ControlResponse(201, Map.of("tweets", posted));
  }

  ControlResponse show(RoutingContext http) {
    return existing(http)
        .map(tweet -> new ControlResponse(200, view(tweet, clock.instant())))
        .orElseGet(() -> unknown(http));
  }

  ControlResponse delete(RoutingContext http) {
    Optional<SimulatedTweet> tweet = existing(http);
    tweet.ifPresent(found -> world.delete(found.id()));
    return tweet.isPresent() ? show(http) : unknown(http);
  }

  ControlResponse makePrivate(RoutingContext http) {
    Optional<SimulatedTweet> tweet = existing(http);
    tweet.ifPresent(found -> world.makePrivate(found.id()));
    return tweet.isPresent() ? show(http) : unknown(http);
  }

  /** Responds with the new version. */
  ControlResponse edit(RoutingContext http) {
    return existing(http)
        .map(tweet -> new ControlResponse(201, view(world.edit(tweet.id()), clock.instant())))
        .orElseGet(() -> unknown(http));
  }

  private Optional<SimulatedTweet> existing(RoutingContext http) {
    return world.find(http.pathParam("id"));
  }

  private static ControlResponse unknown(RoutingContext http) {
    return ControlResponse.notFound("there is no simulated tweet " + http.pathParam("id"));
  }

  private Map<String, Object> view(SimulatedTweet tweet, Instant now) {
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
