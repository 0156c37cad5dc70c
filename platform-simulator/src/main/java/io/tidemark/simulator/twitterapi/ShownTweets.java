package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The tweets of one response after content faults, and their price. */
record ShownTweets(JsonArray json, List<String> ids) {

  private static final long CREDITS_PER_TWEET = 15;
  private static final long LEAST_CREDITS = 15;

  static ShownTweets of(
      List<SimulatedTweet> found, SimulatedTweets world, PlatformRequest request) {
    List<SimulatedTweet> shown =
        found.stream().filter(tweet -> !FaultyContent.omitted(tweet, request)).toList();
    JsonArray json = new JsonArray();
    for (SimulatedTweet tweet : shown) {
      SimulatedCounters counters = FaultyContent.of(tweet, request);
      json.add(shape(tweet, counters, world, request));
      if (FaultyContent.repeated(tweet.id(), request)) {
        json.add(shape(tweet, FaultyContent.second(counters), world, request));
      }
    }
    if (request.faults().content().nullElement()) {
      json.add(json.size() / 2, null);
    }
    return new ShownTweets(json, shown.stream().map(SimulatedTweet::id).toList());
  }

  PlatformResponse in(JsonObject body) {
    return PlatformResponse.ok(body)
        .carrying(ids)
        .charging(Math.max(LEAST_CREDITS, CREDITS_PER_TWEET * ids.size()));
  }

  private static JsonObject shape(
      SimulatedTweet tweet,
      SimulatedCounters counters,
      SimulatedTweets world,
      PlatformRequest request) {
    JsonObject json =
        TwitterApiTweetJson.of(tweet, counters, world.versions(tweet))
            .put("id", FaultyContent.shownId(tweet, request))
            .put(
                "likeCount",
                FaultyContent.likes(
                    tweet.id(), counters.likes(), request.faults(), request.random()));
    if (request.faults().content().nullCounters()) {
      json.putNull("viewCount").remove("bookmarkCount");
    }
    if (request.faults().authors().unavailableAuthors().contains(tweet.id())) {
      json.getJsonObject("author")
          .put("unavailable", true)
          .put("unavailableReason", "Suspended")
          .put("message", "This account has been suspended.");
    }
    return json;
  }
}
