package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Readings;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The tweets of one answer, as the faults let them be seen, and their price. */
record ShownTweets(JsonArray json, List<String> ids) {

  private static final long CREDITS_PER_TWEET = 15;
  private static final long LEAST_CREDITS = 15;

  static ShownTweets of(List<SimulatedTweet> found, SimulatedTweets world, Visit visit) {
    List<SimulatedTweet> shown =
        found.stream().filter(tweet -> !Readings.omitted(tweet, visit)).toList();
    JsonArray json = new JsonArray();
    for (SimulatedTweet tweet : shown) {
      Counters counters = Readings.of(tweet, visit);
      json.add(shape(tweet, counters, world, visit));
      if (Readings.repeated(tweet.id(), visit)) {
        json.add(shape(tweet, Readings.second(counters), world, visit));
      }
    }
    if (visit.faults().content().nullElement()) {
      json.add(json.size() / 2, null);
    }
    return new ShownTweets(json, shown.stream().map(SimulatedTweet::id).toList());
  }

  Answer in(JsonObject body) {
    return Answer.ok(body)
        .carrying(ids)
        .charging(Math.max(LEAST_CREDITS, CREDITS_PER_TWEET * ids.size()));
  }

  private static JsonObject shape(
      SimulatedTweet tweet, Counters counters, SimulatedTweets world, Visit visit) {
    JsonObject json =
        TweetShape.of(tweet, counters, world.versions(tweet))
            .put("id", Readings.shownId(tweet, visit))
            .put(
                "likeCount",
                Readings.likes(tweet.id(), counters.likes(), visit.faults(), visit.dice()));
    if (visit.faults().content().nullCounters()) {
      json.putNull("viewCount").remove("bookmarkCount");
    }
    if (visit.faults().authors().unavailableAuthors().contains(tweet.id())) {
      json.getJsonObject("author")
          .put("unavailable", true)
          .put("unavailableReason", "Suspended")
          .put("message", "This account has been suspended.");
    }
    return json;
  }
}
