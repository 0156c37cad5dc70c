package io.tidemark.simulator.linkedin;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.LinkedInError;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RapidAPI's two headers, its quota and its refusals. Only responses with status 200 consume quota.
 */
final class LinkedInPolicy implements PlatformPolicy {

  private static final Pattern PROFILE =
      Pattern.compile(
          "(?i)(?:https?://)?(?:[a-z]{2,3}\\.)?linkedin\\.com/in/([^/?#]+)/?(?:[?#].*)?");

  static final String HOST = "fresh-linkedin-profile-data.p.rapidapi.com";

  private static final int USUAL_QUOTA = 10_000;

  private final LinkedIn world;
  private final WorldClock clock;
  private final String key;
  private final MonthlyQuota quota = new MonthlyQuota();

  LinkedInPolicy(LinkedIn world, WorldClock clock, String key) {
    this.world = world;
    this.clock = clock;
    this.key = key;
  }

  /** The public id in a profile URL; empty when the URL is not one. */
  static Optional<String> publicId(String linkedInUrl) {
    Matcher matcher = PROFILE.matcher(linkedInUrl);
    return matcher.matches()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** The author whose profile is requested. */
  Optional<LinkedInAuthor> author(PlatformRequest request) {
    return publicId(request.query("linkedin_url")).flatMap(world::find);
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.LINKEDIN;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    return key.equals(request.raw().getHeader("x-rapidapi-key"));
  }

  /** One key reads all authors, so calls are attributed to the requested author. */
  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    return List.of(
        author(request)
            .map(author -> new RequestedIds(author.publicId(), List.of(author.publicId())))
            .orElseGet(() -> RequestedIds.of(List.of())));
  }

  @Override
  public @Nullable RequestLimit limit(PlatformRequest request) {
    return RequestLimit.ofFaults("rapidapi key", request.faults().common());
  }

  @Override
  public long workMillis(PlatformRequest request) {
    return clock
        .realTime(Duration.ofMillis(request.faults().linkedIn().linkedInScrapeMillis()))
        .toMillis();
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    return switch (status) {
      case 400 -> message(400, "Bad request");
      case 401 ->
          message(401, "Invalid API key. Go to https://docs.rapidapi.com/docs/keys for more info.");
      case 402, 403 -> message(status, "You are not subscribed to this API.");
      case 404 -> message(404, "Endpoint '" + request.raw().path() + "' does not exist");
      case 429 -> tooManyRequests(request);
      default -> message(status, "The scrape failed (simulated " + status + ")");
    };
  }

  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    if (!HOST.equals(request.raw().getHeader("x-rapidapi-host"))) {
      return message(404, "API doesn't exists");
    }
    LinkedInError error = request.faults().linkedIn().linkedInError();
    if (error != null) {
      return answer(error, request);
    }
    return left(request) == 0 ? monthlyQuota() : null;
  }

  @Override
  public PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    PlatformResponse stamped = answer;
    if (answer.status() == 200) {
      quota.spend(request.now());
      stamped = answer.charging(1);
    }
    String reset = Long.toString(MonthlyQuota.secondsLeft(request.now()));
    return stamped
        .header("x-rapidapi-version", "1.2.8")
        .header("x-ratelimit-requests-limit", Integer.toString(monthlyLimit(request)))
        .header("x-ratelimit-requests-remaining", Integer.toString(left(request)))
        .header("x-ratelimit-requests-reset", reset)
        .header("x-ratelimit-rapid-free-plans-hard-limit-limit", "500000")
        .header("x-ratelimit-rapid-free-plans-hard-limit-remaining", "499000")
        .header("x-ratelimit-rapid-free-plans-hard-limit-reset", reset);
  }

  static PlatformResponse message(int status, String message) {
    return PlatformResponse.of(status, new JsonObject().put("message", message));
  }

  private PlatformResponse answer(LinkedInError error, PlatformRequest request) {
    return switch (error) {
      case MONTHLY_QUOTA -> monthlyQuota();
      case BURST -> tooManyRequests(request);
      case NOT_SUBSCRIBED -> refuse(403, request);
      case BAD_KEY -> refuse(401, request);
      case WITHDRAWN ->
          PlatformResponse.ok(
              new JsonObject()
                  .put("success", false)
                  .put("message", "We are no longer providing this service."));
      case SCRAPE_FAILED ->
          PlatformResponse.ok(new JsonObject().put("data", new JsonArray()).put("message", "ok"));
      case SERVER_ERROR -> refuse(500, request);
    };
  }

  private int monthlyLimit(PlatformRequest request) {
    Integer switched = request.faults().linkedIn().linkedInQuota();
    return switched == null ? USUAL_QUOTA : switched;
  }

  private int left(PlatformRequest request) {
    boolean none =
        request.faults().quota().monthlyCapReached()
            || request.faults().linkedIn().linkedInError() == LinkedInError.MONTHLY_QUOTA;
    return none ? 0 : Math.max(0, monthlyLimit(request) - quota.spent(request.now()));
  }

  private static PlatformResponse monthlyQuota() {
    return message(
        429,
        "You have exceeded the MONTHLY quota for Requests on your current plan, BASIC. Upgrade your"
            + " plan at"
            + " https://rapidapi.com/freshdata-freshdata-default/api/fresh-linkedin-profile-data");
  }

  private static PlatformResponse tooManyRequests(PlatformRequest request) {
    PlatformResponse answer = message(429, "Too many requests");
    Integer seconds = request.faults().quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("Retry-After", seconds.toString());
  }
}
