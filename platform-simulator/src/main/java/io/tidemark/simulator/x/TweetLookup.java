package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.XDialect;
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

  PlatformResponse byIds(PlatformRequest request) {
    XParameters parameters = XParameters.of(request, Set.of("ids"));
    List<String> ids = parameters.list("ids", "[0-9]{1,19}");
    Set<String> fields = XTweetJson.fields(parameters, request);
    return parameters.refusal().orElseGet(() -> found(ids, fields, request));
  }

  private PlatformResponse found(List<String> ids, Set<String> fields, PlatformRequest request) {
    PlatformFaults faults = request.faults();
    String resource = faults.x().xDialect().resource();
    JsonArray data = new JsonArray();
    JsonArray errors = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (String id : ids) {
      Optional<SimulatedTweet> tweet = world.find(id);
      if (faults.content().unavailableIds().contains(id)) {
        errors.add(XProblems.unavailable(request, resource, "ids", id));
        continue;
      }
      switch (world.visibility(id)) {
        case ABSENT -> errors.add(XProblems.notFound(request, resource, "ids", id));
        case PROTECTED -> errors.add(XProblems.notAuthorized(request, resource, "ids", id));
        case PUBLIC -> {
          if (!FaultyContent.omitted(tweet.orElseThrow(), request)) {
            XTweetJson.add(
                data, tweet.orElseThrow(), world.versions(tweet.orElseThrow()), fields, request);
            returned.add(id);
          }
        }
      }
    }
    if (faults.x().partialErrors()) {
      addNoise(errors, returned, request);
    }
    return PlatformResponse.ok(body(data, errors, faults.x().xDialect())).carrying(returned);
  }

  /**
   * Errors for a foreign id and for a returned tweet's id; only {@code parameter} identifies them
   * as expansion errors.
   */
  private static void addNoise(JsonArray errors, List<String> returned, PlatformRequest request) {
    for (int i = 0; i < NOISE_REPEATED; i++) {
      errors.add(XProblems.failedExpansion(request, "1000000000000000001"));
    }
    returned.stream()
        .findFirst()
        .ifPresent(id -> errors.add(XProblems.failedExpansion(request, id)));
  }

  /** The body: without {@code data} when nothing was found; 2.167 adds {@code meta}. */
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
