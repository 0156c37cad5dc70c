package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.Authors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Where twitterapi.io shows accounts, and the caller's own balance. */
final class UserEndpoints {

  /** Here, unlike in tweets, times are {@code 2010-08-27T20:13:59.000000Z}. */
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

  /** An unknown user is HTTP 200 too. */
  Answer info(Visit visit) {
    if (visit.query("userName").isEmpty()) {
      return TwitterApiDoor.badParameter("userName is required");
    }
    return authors
        .withUserName(visit.query("userName"))
        .map(author -> Answer.ok(success().put("data", profile(author))))
        .orElseGet(() -> Answer.ok(userNotFound()))
        .charging(CREDITS_PER_PROFILE);
  }

  Answer batch(Visit visit) {
    List<String> ids = TwitterApiDoor.ids(visit.query("userIds"));
    if (ids.isEmpty()) {
      return TwitterApiDoor.badParameter("userIds is required");
    }
    JsonArray users = new JsonArray();
    ids.stream()
        .distinct()
        .map(authors::withId)
        .flatMap(Optional::stream)
        .forEach(author -> users.add(profile(author)));
    long each = users.size() >= BULK ? CREDITS_PER_PROFILE_IN_BULK : CREDITS_PER_PROFILE;
    return Answer.ok(success().put("users", users)).charging(Math.max(15, each * users.size()));
  }

  Answer myInfo(Visit visit) {
    long left =
        visit.faults().quota().creditsDepleted() ? 0 : Math.max(0, RECHARGED - meter.credits());
    return Answer.ok(new JsonObject().put("recharge_credits", left).put("total_bonus_credits", 0));
  }

  private static JsonObject profile(Author author) {
    return TweetShape.author(author).put("createdAt", ISO_MICROS.format(author.createdAt()));
  }

  private static JsonObject success() {
    return new JsonObject().put("status", "success").put("msg", "success");
  }
}
