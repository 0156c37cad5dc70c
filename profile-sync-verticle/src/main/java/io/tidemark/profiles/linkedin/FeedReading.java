package io.tidemark.profiles.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.budget.Reported;
import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.linkedin.Scraped.Closure;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Classifier;
import io.tidemark.upstream.ForeignJson;
import io.tidemark.upstream.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the answers to one call mean; made for each call, for it remembers a door that closed. */
final class FeedReading implements Classifier<Scraped> {

  /** A monthly quota without a time: asking costs nothing, and plans are upgraded. */
  private static final Duration WITHOUT_RESET = Duration.ofDays(1);

  /** A year; what is longer is not the seconds that the header is said to give. */
  private static final long MOST_SECONDS = 366L * 86_400;

  private final WorldClock clock;
  private volatile @Nullable Closure closure;
  private volatile boolean billed;

  FeedReading(WorldClock clock) {
    this.clock = clock;
  }

  /** Set when the credential itself was refused. */
  Optional<Closure> closure() {
    return Optional.ofNullable(closure);
  }

  /** Only an answer with 200 is counted by the provider. */
  boolean billed() {
    return billed;
  }

  @Override
  public CallOutcome<Scraped> classify(HttpResponse<Buffer> response) {
    JsonNode body = json(response.body());
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
              reset(response, "x-ratelimit-requests-reset", WITHOUT_RESET),
              "the provider's monthly quota is used up")
          : new CallOutcome.Throttled<>(
              reset(response, "Retry-After", Upstream.DEFAULT_PAUSE), "too many requests");
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
        ? new CallOutcome.Answered<>(FeedJson.posts(body))
        : new CallOutcome.Answered<>(new Scraped.Failed("the answer holds no list of posts"));
  }

  /** Of the month; the provider counts in seconds to its end. */
  @Override
  public List<Reported> reported(HttpResponse<Buffer> response) {
    OptionalLong left = Answers.number(response, "x-ratelimit-requests-remaining");
    OptionalLong reset = Answers.number(response, "x-ratelimit-requests-reset");
    if (left.isEmpty() || reset.isEmpty() || reset.getAsLong() > MOST_SECONDS) {
      return List.of();
    }
    return List.of(
        new Reported(
            "requests",
            left.getAsLong(),
            Answers.number(response, "x-ratelimit-requests-limit").orElse(0),
            clock.instant().plusSeconds(Math.max(1, reset.getAsLong()))));
  }

  private CallOutcome<Scraped> closed(Closure why) {
    closure = why;
    return new CallOutcome.AuthDead<>(why.sentence());
  }

  private Instant reset(HttpResponse<Buffer> response, String header, Duration otherwise) {
    String value = response.getHeader(header);
    if (value != null && value.strip().matches("[0-9]{1,8}")) {
      return clock.instant().plusSeconds(Math.max(1, Long.parseLong(value.strip())));
    }
    return clock.instant().plus(otherwise);
  }

  private static JsonNode json(@Nullable Buffer body) {
    try {
      return body == null ? MissingNode.getInstance() : ForeignJson.read(body.getBytes());
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
