package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code GET /2/users/:id/tweets}. All simulated tweets are originals. */
final class UserTimeline {

  private static final int REACHABLE = 3_200;
  private static final String TOKEN_PREFIX = "7140";
  private static final Set<String> KNOWN =
      Set.of(
          "max_results pagination_token start_time end_time since_id until_id exclude".split(" "));

  private final SimulatedTweets world;

  UserTimeline(SimulatedTweets world) {
    this.world = world;
  }

  PlatformResponse of(PlatformRequest request) {
    XParameters parameters = XParameters.of(request, KNOWN);
    String userId = request.http().pathParam("id");
    if (!userId.matches("[0-9]{1,19}")) {
      parameters.error("id", userId, XParameters.mismatch("id", userId, "[0-9]{1,19}"));
    }
    int size = parameters.number("max_results", 5, 100, 10);
    Instant start = parameters.instant("start_time", Instant.MIN);
    Instant end = parameters.instant("end_time", Instant.MAX);
    long since = id(parameters, request, "since_id", 0);
    long until = id(parameters, request, "until_id", Long.MAX_VALUE);
    long before = Math.min(until, token(parameters, request));
    parameters.fields("exclude", Set.of("replies", "retweets"));
    Set<String> fields = XTweetJson.fields(parameters, request);
    return parameters
        .refusal()
        .orElseGet(
            () -> {
              Optional<Author> author = world.authors().withId(userId);
              PlatformFaults faults = request.faults();
              if (author.isEmpty() || isIn(faults.authors().suspendedUsers(), author.get())) {
                return refused(XProblems.notFound(request, "user", "id", userId));
              }
              if (isIn(faults.authors().protectedUsers(), author.get())) {
                return refused(XProblems.notAuthorized(request, "user", "id", userId));
              }
              if (isIn(faults.authors().failingUsers(), author.get())) {
                return PlatformResponse.of(500, XProblems.whole(500, request));
              }
              if (isIn(faults.authors().forbiddenUsers(), author.get())) {
                return PlatformResponse.of(403, XProblems.whole(403, request));
              }
              List<SimulatedTweet> matching =
                  world.timeline(userId).stream()
                      .limit(REACHABLE)
                      .filter(tweet -> tweet.number() > since && tweet.number() < before)
                      .filter(tweet -> !tweet.createdAt().isBefore(start))
                      .filter(tweet -> tweet.createdAt().isBefore(end))
                      .limit(size + 1L)
                      .toList();
              return page(matching, size, before, fields, request);
            });
  }

  private static boolean isIn(Set<String> userNames, Author author) {
    return userNames.contains(author.userName());
  }

  /** As in the lookup of posts (assumed): an error in a response with status 200. */
  private static PlatformResponse refused(JsonObject problem) {
    return PlatformResponse.ok(new JsonObject().put("errors", JsonArray.of(problem)));
  }

  private PlatformResponse page(
      List<SimulatedTweet> matching,
      int size,
      long before,
      Set<String> fields,
      PlatformRequest request) {
    List<SimulatedTweet> reached = matching.subList(0, Math.min(size, matching.size()));
    List<SimulatedTweet> shown =
        reached.stream().filter(tweet -> !FaultyContent.omitted(tweet, request)).toList();
    JsonObject meta = new JsonObject().put("result_count", shown.size());
    JsonObject body = new JsonObject();
    if (!shown.isEmpty()) {
      JsonArray data = new JsonArray();
      shown.forEach(tweet -> XTweetJson.add(data, tweet, world.versions(tweet), fields, request));
      body.put("data", data);
      meta.put("newest_id", shown.getFirst().id()).put("oldest_id", shown.getLast().id());
    }
    boolean more = matching.size() > size;
    if ((more || request.faults().content().repeatingCursor()) && !reached.isEmpty()) {
      meta.put("next_token", token(reached.getLast().number()));
    } else if (request.faults().x().endlessTimelines()) {
      meta.put("next_token", token(reached.isEmpty() ? before - 1 : reached.getLast().number()));
    }
    return PlatformResponse.ok(body.put("meta", meta))
        .carrying(shown.stream().map(SimulatedTweet::id).toList());
  }

  private static String token(long before) {
    return TOKEN_PREFIX + Long.toString(before, 36);
  }

  /** A page begins below this id. */
  private static long token(XParameters parameters, PlatformRequest request) {
    String token = request.query("pagination_token");
    if (token.isEmpty() || request.faults().content().repeatingCursor()) {
      return Long.MAX_VALUE;
    }
    try {
      return token.startsWith(TOKEN_PREFIX)
          ? Long.parseLong(token, TOKEN_PREFIX.length(), token.length(), 36)
          : invalidToken(parameters, token);
    } catch (NumberFormatException e) {
      return invalidToken(parameters, token);
    }
  }

  private static long invalidToken(XParameters parameters, String token) {
    parameters.error(
        "pagination_token",
        token,
        "The `pagination_token` query parameter value [%s] is not valid".formatted(token));
    return Long.MAX_VALUE;
  }

  private static long id(
      XParameters parameters, PlatformRequest request, String name, long otherwise) {
    String value = request.query(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!value.matches("[0-9]{1,18}|[0-8][0-9]{18}")) {
      parameters.error(name, value, XParameters.mismatch(name, value, "[0-9]{1,19}"));
      return otherwise;
    }
    return Long.parseLong(value);
  }
}
