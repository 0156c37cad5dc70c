package io.tidemark.simulator.x;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Readings;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.switches.XDialect;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code GET /2/tweets?ids=}. */
final class TweetLookup {

  private static final int NOISE_REPEATED = 3;

  private final SimulatedTweets world;

  TweetLookup(SimulatedTweets world) {
    this.world = world;
  }

  Answer byIds(Visit visit) {
    Parameters parameters = Parameters.of(visit, Set.of("ids"));
    List<String> ids = parameters.list("ids", "[0-9]{1,19}");
    Set<String> fields = XTweetShape.fields(parameters, visit);
    return parameters.refusal().orElseGet(() -> found(ids, fields, visit));
  }

  private Answer found(List<String> ids, Set<String> fields, Visit visit) {
    Switches faults = visit.faults();
    String resource = faults.x().xDialect().resource();
    JsonArray data = new JsonArray();
    JsonArray errors = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (String id : ids) {
      Optional<SimulatedTweet> tweet = world.find(id);
      if (faults.content().unavailableIds().contains(id)) {
        errors.add(Problems.unavailable(visit, resource, "ids", id));
        continue;
      }
      switch (world.visibility(id)) {
        case ABSENT -> errors.add(Problems.notFound(visit, resource, "ids", id));
        case PROTECTED -> errors.add(Problems.notAuthorized(visit, resource, "ids", id));
        case PUBLIC -> {
          if (!Readings.omitted(tweet.orElseThrow(), visit)) {
            XTweetShape.add(
                data, tweet.orElseThrow(), world.versions(tweet.orElseThrow()), fields, visit);
            returned.add(id);
          }
        }
      }
    }
    if (faults.x().partialErrors()) {
      addNoise(errors, returned, visit);
    }
    return Answer.ok(body(data, errors, faults.x().xDialect())).carrying(returned);
  }

  /** A stranger's id, and the id of a tweet that is there: only the parameter tells. */
  private static void addNoise(JsonArray errors, List<String> returned, Visit visit) {
    for (int i = 0; i < NOISE_REPEATED; i++) {
      errors.add(Problems.failedExpansion(visit, "1000000000000000001"));
    }
    returned.stream().findFirst().ifPresent(id -> errors.add(Problems.failedExpansion(visit, id)));
  }

  /** Without {@code data} when nothing was found; 2.167 adds {@code meta}. */
  private static JsonObject body(JsonArray data, JsonArray errors, XDialect dialect) {
    JsonObject body = new JsonObject();
    if (!data.isEmpty()) {
      body.put("data", data);
    }
    if (!errors.isEmpty()) {
      body.put("errors", errors);
    }
    if (dialect == XDialect.NEW) {
      body.put("meta", new JsonObject().put("result_count", data.size()));
    }
    return body;
  }
}
