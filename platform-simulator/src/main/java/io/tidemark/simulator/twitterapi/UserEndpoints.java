package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.Authors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The account endpoints of twitterapi.io, and the caller's balance. */
final class UserEndpoints {

  /** Times here, unlike in tweets, are {@code 2010-08-27T20:13:59.000000Z}. */
  private static final DateTimeFormatter ISO_MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final long RECHARGED = 10_000_000;
  private static final long CREDITS_PER_PROFILE = 18;
  private static final long CREDITS_PER_PROFILE_IN_BULK = 10;
  private static final int BULK = 100;

  private final Authors authors;
  private final Meter meter;

  UserEndpoints(Authors authors, Meter meter) {
    this.authors = authors;
    this.meter = meter;
  }

  static JsonObject userNotFound() {
    return new JsonObject().put("status", "error").put("msg", "user not found").putNull("data");
  }

  /** An unknown user is HTTP 200 as well. */
  PlatformResponse info(PlatformRequest request) {
    if (request.query("userName").isEmpty()) {
      return TwitterApiPolicy.badParameter("userName is required");
    }
    return authors
        .withUserName(request.query("userName"))
        .map(author -> PlatformResponse.ok(success().put("data", profile(author))))
        .orElseGet(() -> PlatformResponse.ok(userNotFound()))
        .charging(CREDITS_PER_PROFILE);
  }

  PlatformResponse batch(PlatformRequest request) {
    List<String> ids = TwitterApiPolicy.ids(request.query("userIds"));
    if (ids.isEmpty()) {
      return TwitterApiPolicy.badParameter("userIds is required");
    }
    JsonArray users = new JsonArray();
    ids.stream()
        .distinct()
        .map(authors::withId)
        .flatMap(Optional::stream)
        .forEach(author -> users.add(profile(author)));
    long each = users.size() >= BULK ? CREDITS_PER_PROFILE_IN_BULK : CREDITS_PER_PROFILE;
    return PlatformResponse.ok(success().put("users", users))
        .charging(Math.max(15, each * users.size()));
  }

  PlatformResponse myInfo(PlatformRequest request) {
    long left =
        request.faults().quota().creditsDepleted() ? 0 : Math.max(0, RECHARGED - meter.credits());
    return PlatformResponse.ok(
        new JsonObject().put("recharge_credits", left).put("total_bonus_credits", 0));
  }

  private static JsonObject profile(Author author) {
    return TwitterApiTweetJson.author(author)
        .put("createdAt", ISO_MICROS.format(author.createdAt()));
  }

  private static JsonObject success() {
    return new JsonObject().put("status", "success").put("msg", "success");
  }
}
