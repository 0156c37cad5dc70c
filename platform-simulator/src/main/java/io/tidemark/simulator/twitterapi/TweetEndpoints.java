package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Visit;
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

/** Where twitterapi.io shows tweets. */
final class TweetEndpoints {

  /** From the official tool listing; what happens above is undocumented. */
  private static final int MOST_IDS = 100;

  private final SimulatedTweets world;

  TweetEndpoints(SimulatedTweets world) {
    this.world = world;
  }

  /** Missing tweets are left out without a word, and the order is not that of the request. */
  Answer byIds(Visit visit) {
    List<String> ids = TwitterApiDoor.ids(visit.query("tweet_ids"));
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      return TwitterApiDoor.badParameter(
          "tweet_ids must hold 1 to " + MOST_IDS + " ids, not " + ids.size());
    }
    for (String id : ids) {
      if (!id.matches("[0-9]{1,19}") || visit.faults().content().poisonIds().contains(id)) {
        return TwitterApiDoor.badParameter("tweet_ids: cannot look up " + id);
      }
    }
    List<SimulatedTweet> found = new ArrayList<>();
    ids.stream().distinct().map(world::find).flatMap(Optional::stream).forEach(found::add);
    found.removeIf(tweet -> world.visibility(tweet) != Visibility.PUBLIC);
    Collections.shuffle(found, new Random(visit.dice().seed() ^ visit.dice().call()));
    ShownTweets shown = ShownTweets.of(found, world, visit);
    return shown.in(
        new JsonObject()
            .put("tweets", shown.json())
            .put("status", "success")
            .put("msg", "success")
            .put("code", 0));
  }

  /** This answer has no {@code status}. */
  Answer search(Visit visit) {
    if (visit.query("query").isBlank()) {
      return TwitterApiDoor.badParameter("query is required");
    }
    String type = visit.query("queryType");
    if (!type.isEmpty() && !type.equals("Latest") && !type.equals("Top")) {
      return TwitterApiDoor.badParameter("queryType must be Latest or Top, not " + type);
    }
    SearchQuery query = SearchQuery.parse(visit.query("query"), visit.now());
    return Page.starting(visit)
        .map(
            page -> {
              Stream<SimulatedTweet> matches = world.before(page.beforeId()).filter(query::matches);
              Page.Content content = page.cut(matches);
              ShownTweets shown = ShownTweets.of(content.tweets(), world, visit);
              return shown.in(content.paging(new JsonObject().put("tweets", shown.json()), visit));
            })
        .orElseGet(() -> TwitterApiDoor.badParameter("cursor is not one of ours"));
  }

  /** Tweets inside {@code data}, paging at the root: not as the documentation shows it. */
  Answer lastTweets(Visit visit) {
    Optional<Author> author = author(visit);
    if (author.isEmpty()) {
      return Answer.ok(UserEndpoints.userNotFound()).charging(15);
    }
    return Page.starting(visit)
        .map(
            page -> {
              Stream<SimulatedTweet> timeline =
                  world.timeline(author.get().id()).stream()
                      .filter(tweet -> tweet.number() < page.beforeId());
              Page.Content content = page.cut(timeline);
              ShownTweets shown = ShownTweets.of(content.tweets(), world, visit);
              JsonObject data = new JsonObject().putNull("pin_tweet").put("tweets", shown.json());
              JsonObject body =
                  new JsonObject()
                      .put("code", 0)
                      .put("status", "success")
                      .put("msg", "success")
                      .put("data", data);
              return shown.in(content.paging(body, visit));
            })
        .orElseGet(() -> TwitterApiDoor.badParameter("cursor is not one of ours"));
  }

  private Optional<Author> author(Visit visit) {
    String id = visit.query("userId");
    return id.isEmpty()
        ? world.authors().withUserName(visit.query("userName"))
        : world.authors().withId(id);
  }
}
