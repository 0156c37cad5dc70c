package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.Visibility;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** The tweet endpoints of twitterapi.io. */
final class TweetEndpoints {

  /** From the official tool listing; behaviour above it is undocumented. */
  private static final int MOST_IDS = 100;

  private final SimulatedTweets world;

  TweetEndpoints(SimulatedTweets world) {
    this.world = world;
  }

  /** Missing tweets are silently omitted, and the order differs from the request. */
  PlatformResponse byIds(PlatformRequest request) {
    List<String> ids = TwitterApiPolicy.ids(request.query("tweet_ids"));
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      return TwitterApiPolicy.badParameter(
          "tweet_ids must hold 1 to " + MOST_IDS + " ids, not " + ids.size());
    }
    for (String id : ids) {
      if (!id.matches("[0-9]{1,19}") || request.faults().content().poisonIds().contains(id)) {
        return TwitterApiPolicy.badParameter("tweet_ids: cannot look up " + id);
      }
    }
    List<SimulatedTweet> found = new ArrayList<>();
    ids.stream().distinct().map(world::find).flatMap(Optional::stream).forEach(found::add);
    found.removeIf(tweet -> world.visibility(tweet) != Visibility.PUBLIC);
    Collections.shuffle(found, new Random(request.random().seed() ^ request.random().call()));
    ShownTweets shown = ShownTweets.of(found, world, request);
    return shown.in(
        new JsonObject()
            .put("tweets", shown.json())
            .put("status", "success")
            .put("msg", "success")
            .put("code", 0));
  }

  /** This response has no {@code status}. */
  PlatformResponse search(PlatformRequest request) {
    if (request.query("query").isBlank()) {
      return TwitterApiPolicy.badParameter("query is required");
    }
    String type = request.query("queryType");
    if (!type.isEmpty() && !type.equals("Latest") && !type.equals("Top")) {
      return TwitterApiPolicy.badParameter("queryType must be Latest or Top, not " + type);
    }
    SearchQuery query = SearchQuery.parse(request.query("query"), request.now());
    return TweetPage.starting(request)
        .map(
            page -> {
              Stream<SimulatedTweet> matches = world.before(page.beforeId()).filter(query::matches);
              TweetPage.Content content = page.cut(matches);
              ShownTweets shown = ShownTweets.of(content.tweets(), world, request);
              return shown.in(
                  content.paging(new JsonObject().put("tweets", shown.json()), request));
            })
        .orElseGet(() -> TwitterApiPolicy.badParameter("cursor is not one of ours"));
  }

  /** Tweets are in {@code data} and paging is at the root, unlike in the documentation. */
  PlatformResponse lastTweets(PlatformRequest request) {
    Optional<Author> author = author(request);
    if (author.isEmpty()) {
      return PlatformResponse.ok(UserEndpoints.userNotFound()).charging(15);
    }
    return TweetPage.starting(request)
        .map(
            page -> {
              Stream<SimulatedTweet> timeline =
                  world.timeline(author.get().id()).stream()
                      .filter(tweet -> tweet.number() < page.beforeId());
              TweetPage.Content content = page.cut(timeline);
              ShownTweets shown = ShownTweets.of(content.tweets(), world, request);
              JsonObject data = new JsonObject().putNull("pin_tweet").put("tweets", shown.json());
              JsonObject body =
                  new JsonObject()
                      .put("code", 0)
                      .put("status", "success")
                      .put("msg", "success")
                      .put("data", data);
              return shown.in(content.paging(body, request));
            })
        .orElseGet(() -> TwitterApiPolicy.badParameter("cursor is not one of ours"));
  }

  private Optional<Author> author(PlatformRequest request) {
    String id = request.query("userId");
    return id.isEmpty()
        ? world.authors().withUserName(request.query("userName"))
        : world.authors().withId(id);
  }
}
