package io.tidemark.simulator.linkedin;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.LinkedInError;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RapidAPI's two headers, its quota and its refusals. Only an answer with 200 spends quota,
 * whatever is in it.
 */
final class LinkedInDoor implements Doorkeeper {

  static final String HOST = "fresh-linkedin-profile-data.p.rapidapi.com";

  private static final int USUAL_QUOTA = 10_000;

  private final LinkedIn world;
  private final WorldClock clock;
  private final String key;
  private final MonthQuota quota = new MonthQuota();

  LinkedInDoor(LinkedIn world, WorldClock clock, String key) {
    this.world = world;
    this.clock = clock;
    this.key = key;
  }

  /** Whose profile is asked for. */
  Optional<LinkedInAuthor> author(Visit visit) {
    return PostsEndpoint.publicId(visit.query("linkedin_url")).flatMap(world::find);
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.LINKEDIN;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    return key.equals(visit.request().getHeader("x-rapidapi-key"));
  }

  /** One key sees everybody; calls are told apart by the author they are about. */
  @Override
  public List<Ask> asks(Visit visit) {
    return List.of(
        author(visit)
            .map(author -> new Ask(author.publicId(), List.of(author.publicId())))
            .orElseGet(() -> Ask.of(List.of())));
  }

  @Override
  public @Nullable Allowance allowance(Visit visit) {
    Switches faults = visit.faults();
    return faults.common().requestsPerWindow() == null
        ? null
        : new Allowance(
            "rapidapi key",
            faults.common().requestsPerWindow(),
            Duration.ofSeconds(faults.common().windowSeconds()));
  }

  @Override
  public long workMillis(Visit visit) {
    return clock
        .realTime(Duration.ofMillis(visit.faults().linkedIn().linkedInScrapeMillis()))
        .toMillis();
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    return switch (status) {
      case 400 -> message(400, "Bad request");
      case 401 ->
          message(401, "Invalid API key. Go to https://docs.rapidapi.com/docs/keys for more info.");
      case 402, 403 -> message(status, "You are not subscribed to this API.");
      case 404 -> message(404, "Endpoint '" + visit.request().path() + "' does not exist");
      case 429 -> tooManyRequests(visit);
      default -> message(status, "The scrape failed (simulated " + status + ")");
    };
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    if (!HOST.equals(visit.request().getHeader("x-rapidapi-host"))) {
      return message(404, "API doesn't exists");
    }
    LinkedInError error = visit.faults().linkedIn().linkedInError();
    if (error != null) {
      return answer(error, visit);
    }
    return left(visit) == 0 ? monthlyQuota() : null;
  }

  @Override
  public Answer stamp(Answer answer, Visit visit) {
    Answer stamped = answer;
    if (answer.status() == 200) {
      quota.spend(visit.now());
      stamped = answer.charging(1);
    }
    String reset = Long.toString(MonthQuota.secondsLeft(visit.now()));
    return stamped
        .header("x-rapidapi-version", "1.2.8")
        .header("x-ratelimit-requests-limit", Integer.toString(limit(visit)))
        .header("x-ratelimit-requests-remaining", Integer.toString(left(visit)))
        .header("x-ratelimit-requests-reset", reset)
        .header("x-ratelimit-rapid-free-plans-hard-limit-limit", "500000")
        .header("x-ratelimit-rapid-free-plans-hard-limit-remaining", "499000")
        .header("x-ratelimit-rapid-free-plans-hard-limit-reset", reset);
  }

  static Answer message(int status, String message) {
    return Answer.of(status, new JsonObject().put("message", message));
  }

  private Answer answer(LinkedInError error, Visit visit) {
    return switch (error) {
      case MONTHLY_QUOTA -> monthlyQuota();
      case BURST -> tooManyRequests(visit);
      case NOT_SUBSCRIBED -> refuse(403, visit);
      case BAD_KEY -> refuse(401, visit);
      case WITHDRAWN ->
          Answer.ok(
              new JsonObject()
                  .put("success", false)
                  .put("message", "We are no longer providing this service."));
      case SCRAPE_FAILED ->
          Answer.ok(new JsonObject().put("data", new JsonArray()).put("message", "ok"));
      case SERVER_ERROR -> refuse(500, visit);
    };
  }

  private int limit(Visit visit) {
    Integer switched = visit.faults().linkedIn().linkedInQuota();
    return switched == null ? USUAL_QUOTA : switched;
  }

  private int left(Visit visit) {
    boolean none =
        visit.faults().quota().monthlyCapReached()
            || visit.faults().linkedIn().linkedInError() == LinkedInError.MONTHLY_QUOTA;
    return none ? 0 : Math.max(0, limit(visit) - quota.spent(visit.now()));
  }

  private static Answer monthlyQuota() {
    return message(
        429,
        "You have exceeded the MONTHLY quota for Requests on your current plan, BASIC. Upgrade your"
            + " plan at"
            + " https://rapidapi.com/freshdata-freshdata-default/api/fresh-linkedin-profile-data");
  }

  private static Answer tooManyRequests(Visit visit) {
    Answer answer = message(429, "Too many requests");
    Integer seconds = visit.faults().quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("Retry-After", seconds.toString());
  }
}
