package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.OddReset;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * twitterapi.io's key and refusals. Bodies of 402, 429 and 5xx as seen by third parties; the body
 * of a refused key is nowhere recorded, so 401 and 403 borrow the form of 402.
 */
final class TwitterApiDoor implements Doorkeeper {

  private static final String COUNTER = "twitterapi.io account";

  private final String key;

  TwitterApiDoor(String key) {
    this.key = key;
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.TWITTER_API;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    return key.equals(visit.request().getHeader("X-API-Key"));
  }

  @Override
  public List<Ask> asks(Visit visit) {
    String ids = visit.query("tweet_ids");
    return List.of(Ask.of(ids(ids.isEmpty() ? visit.query("userIds") : ids)));
  }

  @Override
  public @Nullable Allowance allowance(Visit visit) {
    Switches faults = visit.faults();
    if (faults.common().requestsPerWindow() != null) {
      return new Allowance(
          COUNTER,
          faults.common().requestsPerWindow(),
          Duration.ofSeconds(faults.common().windowSeconds()));
    }
    return faults.quota().minimumIntervalMillis() == null
        ? null
        : new Allowance(COUNTER, 1, Duration.ofMillis(faults.quota().minimumIntervalMillis()));
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    return switch (status) {
      case 400, 404 -> detail(status, status == 404 ? "Not Found" : "Bad Request");
      case 401, 403 -> error(status, "Unauthorized", "Invalid API key");
      case 402 -> error(402, "Unauthorized", "Credits is not enough.Please recharge");
      case 429 -> tooManyRequests(visit);
      default -> detail(status, "Internal server error (simulated " + status + ")");
    };
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    Switches faults = visit.faults();
    // The balance itself can be asked for without credits.
    if (faults.quota().creditsDepleted() && !visit.endpoint().equals(TwitterApi.MY_INFO)) {
      return refuse(402, visit);
    }
    return faults.twitterApi().errorInside200()
        ? logicalError("internal error, please try again")
        : null;
  }

  /** No rate limit headers are documented for this platform. */
  @Override
  public Answer stamp(Answer answer, Visit visit) {
    return answer;
  }

  static Answer badParameter(String detail) {
    return detail(400, detail);
  }

  static Answer logicalError(String message) {
    return Answer.ok(new JsonObject().put("status", "error").put("msg", message));
  }

  static List<String> ids(String commaJoined) {
    return Arrays.stream(commaJoined.split(","))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static Answer tooManyRequests(Visit visit) {
    Switches faults = visit.faults();
    Answer answer =
        error(
            429,
            "Too Many Requests",
            "For free-tier users, the QPS limit is one request every 5 seconds.");
    OddReset odd = faults.quota().oddReset();
    if (odd != null) {
      return answer.header("Retry-After", odd.in(visit.now()));
    }
    Integer seconds = faults.quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("Retry-After", seconds.toString());
  }

  private static Answer detail(int status, String detail) {
    return Answer.of(status, new JsonObject().put("detail", detail));
  }

  private static Answer error(int status, String error, String message) {
    return Answer.of(status, new JsonObject().put("error", error).put("message", message));
  }
}
