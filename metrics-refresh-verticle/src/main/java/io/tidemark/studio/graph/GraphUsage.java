package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.ForeignTimes;
import io.tidemark.upstream.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of what it lets us ask the platform says is used (UPSTREAMS 3.5): over 80 % requests
 * keep double the distance, over 90 % they wait. The app's usage holds for all accounts.
 */
final class GraphUsage {

  private static final int SLOW = 80;
  private static final int FULL = 90;

  /** Usage is of a rolling hour: an older word says nothing. */
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * @param restsUntil when it may be asked again
   * @param slowUntil until when the platform's word holds that much is used
   */
  private record Load(Instant restsUntil, Instant slowUntil) {
    static final Load NONE = new Load(Instant.MIN, Instant.MIN);
  }

  private final String use;
  private final ForeignTimes times;
  private final Cache<String, Load> ofAccounts = Caffeine.newBuilder().maximumSize(10_000).build();
  private volatile Load ofApp = Load.NONE;

  /**
   * @param use the product's own among the uses of a business, such as {@code instagram} or {@code
   *     pages}; each has a budget of its own, so what others use says nothing of this one
   */
  GraphUsage(String use, ForeignTimes times) {
    this.use = use;
    this.times = times;
  }

  /** When the account may be asked; empty when it may now. */
  Optional<Instant> restsUntil(String account, Instant now) {
    Instant until = later(load(account).restsUntil(), ofApp.restsUntil());
    return until.isAfter(now) ? Optional.of(until) : Optional.empty();
  }

  boolean isSlow(String account, Instant now) {
    return later(load(account).slowUntil(), ofApp.slowUntil()).isAfter(now);
  }

  private Load load(String account) {
    Load load = ofAccounts.getIfPresent(account);
    return load == null ? Load.NONE : load;
  }

  /** Takes over what the headers of an answer say. */
  void observe(String account, HttpResponse<Buffer> response, Instant now) {
    JsonNode app = Answers.json(response.getHeader("x-app-usage"));
    if (app.isObject()) {
      ofApp = load(ofApp, percent(app), OptionalLong.empty(), now);
    }
    List<JsonNode> uses = ownUses(response);
    if (!uses.isEmpty()) {
      long percent = uses.stream().mapToLong(GraphUsage::percent).max().orElse(0);
      ofAccounts.put(account, load(load(account), percent, minutes(uses), now));
    }
  }

  /** The uses of businesses that are this product's; one without a type counts as such. */
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

  private Load load(Load before, long percent, OptionalLong minutes, Instant now) {
    Instant rest =
        percent > FULL
            ? later(before.restsUntil(), until(minutes, now))
            : before.restsUntil(); // what an error said holds whatever the percentage
    return new Load(rest, percent > SLOW ? now.plus(HOUR) : Instant.MIN);
  }

  /** The account, or with it the whole app, was told to wait. */
  void throttled(String account, boolean app, Instant until) {
    if (app) {
      ofApp = new Load(later(ofApp.restsUntil(), until), ofApp.slowUntil());
    } else {
      Load load = load(account);
      ofAccounts.put(account, new Load(later(load.restsUntil(), until), load.slowUntil()));
    }
  }

  /** When an answer that refuses for too many calls lets one ask again. */
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

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
