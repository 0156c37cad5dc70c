package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.OddReset;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * twitterapi.io's key and refusals. Bodies of 402, 429 and 5xx are as reported by third parties.
 * The body of a refused key is not documented; 401 and 403 use the form of 402. No rate limit
 * headers are documented.
 */
final class TwitterApiPolicy implements PlatformPolicy {

  static final String MY_INFO = "/oapi/my/info";

  private static final String COUNTER = "twitterapi.io account";

  private final String key;

  TwitterApiPolicy(String key) {
    this.key = key;
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.TWITTER_API;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    return key.equals(request.raw().getHeader("X-API-Key"));
  }

  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    String ids = request.query("tweet_ids");
    return List.of(RequestedIds.of(ids(ids.isEmpty() ? request.query("userIds") : ids)));
  }

  @Override
  public @Nullable RequestLimit limit(PlatformRequest request) {
    Integer interval = request.faults().quota().minimumIntervalMillis();
    RequestLimit switched = RequestLimit.ofFaults(COUNTER, request.faults().common());
    return switched != null || interval == null
        ? switched
        : new RequestLimit(COUNTER, 1, Duration.ofMillis(interval));
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    return switch (status) {
      case 400, 404 -> detail(status, status == 404 ? "Not Found" : "Bad Request");
      case 401, 403 -> error(status, "Unauthorized", "Invalid API key");
      case 402 -> error(402, "Unauthorized", "Credits is not enough.Please recharge");
      case 429 -> tooManyRequests(request);
      default -> detail(status, "Internal server error (simulated " + status + ")");
    };
  }

  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    PlatformFaults faults = request.faults();
    // The balance can be read without credits.
    if (faults.quota().creditsDepleted() && !request.endpoint().equals(MY_INFO)) {
      return refuse(402, request);
    }
    return faults.twitterApi().errorInside200()
        ? logicalError("internal error, please try again")
        : null;
  }

  static PlatformResponse badParameter(String detail) {
    return detail(400, detail);
  }

  static PlatformResponse logicalError(String message) {
    return PlatformResponse.ok(new JsonObject().put("status", "error").put("msg", message));
  }

  static List<String> ids(String commaJoined) {
    return Arrays.stream(commaJoined.split(","))
        .map(String::strip)
        .filter(id -> !id.isEmpty())
        .toList();
  }

  private static PlatformResponse tooManyRequests(PlatformRequest request) {
    PlatformFaults faults = request.faults();
    PlatformResponse answer =
        error(
            429,
            "Too Many Requests",
            "For free-tier users, the QPS limit is one request every 5 seconds.");
    OddReset odd = faults.quota().oddReset();
    if (odd != null) {
      return answer.header("Retry-After", odd.in(request.now()));
    }
    Integer seconds = faults.quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("Retry-After", seconds.toString());
  }

  private static PlatformResponse detail(int status, String detail) {
    return PlatformResponse.of(status, new JsonObject().put("detail", detail));
  }

  private static PlatformResponse error(int status, String error, String message) {
    return PlatformResponse.of(
        status, new JsonObject().put("error", error).put("message", message));
  }
}
