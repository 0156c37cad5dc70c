package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.ForeignTimes;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The share of the rate limit that the platform reports as used (Graph API documentation, Rate
 * Limits). Above 80 % requests are spaced twice as far, above 90 % they pause. The usage of the app
 * applies to all accounts.
 */
final class GraphUsage {

  private static final int SLOW = 80;
  private static final int FULL = 90;

  /** Usage covers a rolling hour: an older report is void. */
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * The pauses that one answer asks for.
   *
   * @param ofAccount pause of the account; empty for none
   * @param ofApp pause of all accounts; empty for none
   */
  record UsagePauses(Optional<Pause> ofAccount, Optional<Pause> ofApp) {
    static final UsagePauses NOTHING = new UsagePauses(Optional.empty(), Optional.empty());

    /** Both combined; of two pauses of the same credential the longer one. */
    UsagePauses and(UsagePauses other) {
      return new UsagePauses(longer(ofAccount, other.ofAccount), longer(ofApp, other.ofApp));
    }

    /** Without the account's pause when the outcome pauses the account at least as long. */
    UsagePauses beside(CallOutcome<?> outcome) {
      return outcome instanceof CallOutcome.Throttled<?> throttled
          ? new UsagePauses(
              ofAccount.filter(said -> said.until().isAfter(throttled.until())), ofApp)
          : this;
    }

    private static Optional<Pause> longer(Optional<Pause> one, Optional<Pause> other) {
      return Stream.of(one, other)
          .flatMap(Optional::stream)
          .max(Comparator.comparing(Pause::until));
    }
  }

  private final String use;
  private final ForeignTimes times;

  /** Accounts whose reported usage is high, and until when the report is valid. */
  private final Cache<String, Instant> slowAccounts =
      Caffeine.newBuilder().maximumSize(10_000).build();

  private volatile Instant appIsSlowUntil = Instant.MIN;

  /**
   * @param use which of a business's usage entries is this product's, such as {@code instagram} or
   *     {@code pages}; each product has a limit of its own, so the other entries do not matter
   */
  GraphUsage(String use, ForeignTimes times) {
    this.use = use;
    this.times = times;
  }

  boolean isSlow(String account, Instant now) {
    Instant ofAccount = slowAccounts.getIfPresent(account);
    return appIsSlowUntil.isAfter(now) || (ofAccount != null && ofAccount.isAfter(now));
  }

  /** The pauses that the headers of an answer ask for. */
  UsagePauses observe(String account, HttpResponse<Buffer> response, Instant now) {
    Optional<Pause> ofApp = Optional.empty();
    JsonNode app = Answers.json(response.getHeader("x-app-usage"));
    if (app.isObject()) {
      long percent = percent(app);
      appIsSlowUntil = percent > SLOW ? now.plus(HOUR) : Instant.MIN;
      ofApp = pause(percent, "what the app may ask", OptionalLong.empty(), now);
    }
    List<JsonNode> uses = ownUses(response);
    if (uses.isEmpty()) {
      return new UsagePauses(Optional.empty(), ofApp);
    }
    long percent = uses.stream().mapToLong(GraphUsage::percent).max().orElse(0);
    slowAccounts.put(account, percent > SLOW ? now.plus(HOUR) : Instant.MIN);
    return new UsagePauses(pause(percent, "the use " + use, minutes(uses), now), ofApp);
  }

  private Optional<Pause> pause(long percent, String what, OptionalLong minutes, Instant now) {
    return percent > FULL
        ? Optional.of(
            new Pause(
                until(minutes, now),
                "the Graph API says that %d %% of %s is used".formatted(percent, what)))
        : Optional.empty();
  }

  /** This product's usage entries; an entry without a type counts as one. */
  private List<JsonNode> ownUses(HttpResponse<Buffer> response) {
    List<JsonNode> own = new ArrayList<>();
    for (JsonNode uses : Answers.json(response.getHeader("x-business-use-case-usage"))) {
      for (JsonNode one : uses) {
        String type = one.path("type").asText();
        if (one.isObject() && (type.isEmpty() || type.equalsIgnoreCase(use))) {
          own.add(one);
        }
      }
    }
    return own;
  }

  /** The pause of a rate limit error: of the account, or of the whole app. */
  static UsagePauses throttled(boolean app, Instant until, String why) {
    Optional<Pause> pause = Optional.of(new Pause(until, why));
    return app
        ? new UsagePauses(Optional.empty(), pause)
        : new UsagePauses(pause, Optional.empty());
  }

  /** Until when a rate limit error pauses. */
  Instant regained(HttpResponse<Buffer> response, Instant now) {
    OptionalLong minutes = minutes(ownUses(response));
    return minutes.isPresent()
        ? until(minutes, now)
        : times.retryAfter(response).orElseGet(times::byDefault);
  }

  private Instant until(OptionalLong minutes, Instant now) {
    return minutes.isPresent()
        ? times
            .in(
                "estimated_time_to_regain_access",
                Duration.ofMinutes(minutes.getAsLong()),
                ForeignTimes.LONGEST_REST)
            .orElseGet(times::byDefault)
        : now.plus(Upstream.DEFAULT_PAUSE);
  }

  private static OptionalLong minutes(List<JsonNode> uses) {
    long most = 0;
    for (JsonNode one : uses) {
      most = Math.max(most, one.path("estimated_time_to_regain_access").asLong());
    }
    return most > 0 ? OptionalLong.of(Math.min(most, 1_000_000_000)) : OptionalLong.empty();
  }

  private static long percent(JsonNode usage) {
    return Math.max(
        usage.path("call_count").asLong(),
        Math.max(usage.path("total_cputime").asLong(), usage.path("total_time").asLong()));
  }
}
