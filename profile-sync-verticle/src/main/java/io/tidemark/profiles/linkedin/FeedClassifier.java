package io.tidemark.profiles.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.UpstreamQuota;
import io.tidemark.profiles.linkedin.Scraped.Closure;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Classifier;
import io.tidemark.upstream.ForeignTimes;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Classifies the answers to one call; created for each call, as it remembers whether one is billed.
 */
final class FeedClassifier implements Classifier<Scraped> {

  /** The pause for a used-up quota without a reset time; short, because plans are upgraded. */
  private static final Duration WITHOUT_RESET = Duration.ofDays(1);

  private final ForeignTimes times;
  private final Instant monthEnds;
  private volatile boolean billed;

  /**
   * @param monthEnds end of the plan's month, after which no quota pauses
   */
  FeedClassifier(ForeignTimes times, Instant monthEnds) {
    this.times = times;
    this.monthEnds = monthEnds;
  }

  /** Whether the provider bills the call, which it does for answers with 200 only. */
  boolean billed() {
    return billed;
  }

  @Override
  public CallOutcome<Scraped> classify(HttpResponse<Buffer> response) {
    JsonNode body = Answers.json(response);
    String said = body.path("message").asText("");
    String message = said.length() > 200 ? said.substring(0, 200) : said;
    String lower = said.toLowerCase(Locale.ROOT);
    int status = response.statusCode();
    billed = status == 200;
    if (lower.contains("no longer providing")) {
      return closed(Closure.WITHDRAWN);
    }
    if (lower.contains("not subscribed")) {
      return closed(Closure.NOT_SUBSCRIBED);
    }
    if (status == 401 || status == 403 || (status != 200 && lower.contains("invalid api key"))) {
      return closed(Closure.BAD_KEY);
    }
    if (status == 429) {
      return lower.contains("quota")
          ? new CallOutcome.Exhausted<>(
              quotaReset(response).orElseGet(() -> atMost(times.now().plus(WITHOUT_RESET))),
              "the provider's monthly quota is used up")
          : new CallOutcome.Throttled<>(
              times.retryAfter(response).orElseGet(times::byDefault), "too many requests");
    }
    if (status >= 500) {
      return new CallOutcome.Transient<>("the provider answered " + status, true);
    }
    if (status != 200) {
      return new CallOutcome.Answered<>(
          new Scraped.Failed(
              "the provider answered %d%s"
                  .formatted(status, message.isEmpty() ? "" : ": " + message)));
    }
    if (body.path("success").isBoolean() && !body.path("success").asBoolean()) {
      return new CallOutcome.Answered<>(
          new Scraped.Failed(message.isEmpty() ? "the provider did not scrape it" : message));
    }
    return body.path("data").isArray()
        ? new CallOutcome.Answered<>(FeedJson.posts(body, times.now()))
        : new CallOutcome.Answered<>(new Scraped.Failed("the answer holds no list of posts"));
  }

  /** The monthly quota; the provider states its reset in seconds from now. */
  @Override
  public List<UpstreamQuota> reported(HttpResponse<Buffer> response) {
    OptionalLong left = Answers.number(response, "x-ratelimit-requests-remaining");
    if (left.isEmpty()) {
      return List.of();
    }
    long limit = Answers.number(response, "x-ratelimit-requests-limit").orElse(0);
    return quotaReset(response)
        .map(reset -> new UpstreamQuota("requests", left.getAsLong(), limit, reset))
        .stream()
        .toList();
  }

  private static CallOutcome<Scraped> closed(Closure why) {
    return new CallOutcome.AuthDead<>(why.sentence());
  }

  private Optional<Instant> quotaReset(HttpResponse<Buffer> response) {
    return times
        .inSeconds(response, "x-ratelimit-requests-reset", ForeignTimes.LONGEST_MONTH)
        .map(this::atMost);
  }

  private Instant atMost(Instant reset) {
    return reset.isAfter(monthEnds) ? monthEnds : reset;
  }
}
