package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RateWindow;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.OddReset;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** X's bearer token, rate limits and headers. */
final class XPolicy implements PlatformPolicy {

  static final String TWEETS = "/2/tweets";
  static final String USER_BY_NAME = "/2/users/by/username/:username";
  static final String USERS_BY = "/2/users/by";
  static final String USER_TWEETS = "/2/users/:id/tweets";

  /** Requests per 15 minutes and app, as documented in August 2026. */
  private static final Map<String, Integer> DOCUMENTED_LIMITS =
      Map.of(TWEETS, 3_500, USER_TWEETS, 10_000, USER_BY_NAME, 300, USERS_BY, 300);

  private static final Pattern TIMELINE = Pattern.compile("/2/users/([0-9]+)/tweets");
  private static final int OTHER_LIMIT = 300;

  private final Set<String> tokens;

  XPolicy(String tokens) {
    this.tokens = Set.of(tokens.split(","));
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.X;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    return tokens.contains(token(request));
  }

  private static String token(PlatformRequest request) {
    String header = Objects.requireNonNullElse(request.raw().getHeader("Authorization"), "");
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
  }

  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    Matcher timeline = TIMELINE.matcher(request.raw().path());
    String ids =
        timeline.matches() ? timeline.group(1) : request.query("ids") + request.query("usernames");
    return List.of(
        RequestedIds.of(Arrays.stream(ids.split(",")).filter(id -> !id.isEmpty()).toList()));
  }

  @Override
  public RequestLimit limit(PlatformRequest request) {
    PlatformFaults faults = request.faults();
    Integer switched = faults.common().requestsPerWindow();
    int limit =
        switched == null
            ? DOCUMENTED_LIMITS.getOrDefault(request.endpoint(), OTHER_LIMIT)
            : switched;
    return new RequestLimit(
        "x " + token(request) + " " + request.endpoint(),
        limit,
        Duration.ofSeconds(faults.common().windowSeconds()));
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    return status == 404
        ? PlatformResponse.html(404, "Page not found")
        : PlatformResponse.of(status, XProblems.whole(status, request));
  }

  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    if (request.faults().quota().monthlyCapReached()) {
      return PlatformResponse.of(429, XProblems.usageCapExceeded(request));
    }
    return request.faults().quota().creditsDepleted() ? refuse(402, request) : null;
  }

  /** The reset is in Unix seconds. X is not known to send {@code Retry-After}. */
  @Override
  public PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    PlatformResponse stamped =
        answer
            .header("api-version", "2.167")
            .header("x-access-level", "read")
            .header("x-response-time", "12")
            .header(
                "x-transaction-id", "%016x".formatted(request.random().call() * 0x9E3779B97F4AL));
    RateWindow window = request.window();
    if (window == null) {
      return stamped;
    }
    boolean throttled = answer.status() == 429 && !request.faults().quota().monthlyCapReached();
    Integer wait = request.faults().quota().retryAfterSeconds();
    OddReset odd = request.faults().quota().oddReset();
    Instant reset = throttled && wait != null ? request.now().plusSeconds(wait) : window.resetsAt();
    // Rounded up: at that second the window must be open.
    long resetSecond = reset.getNano() == 0 ? reset.getEpochSecond() : reset.getEpochSecond() + 1;
    return stamped
        .header("x-rate-limit-limit", Integer.toString(window.limit()))
        .header("x-rate-limit-remaining", Integer.toString(throttled ? 0 : window.remaining()))
        .header(
            "x-rate-limit-reset", odd == null ? Long.toString(resetSecond) : odd.at(request.now()));
  }
}
