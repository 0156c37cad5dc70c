package io.tidemark.tracker.x;

import io.tidemark.budget.UpstreamQuota;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.ForeignTimes;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads X's limit headers (X API v2 documentation, Rate Limits). */
final class XLimits {

  /** The prefix of the headers of an endpoint's window. */
  private static final String RATE = "x-rate-limit";

  /** The prefixes of the limit headers, with the names of their windows. */
  private static final Map<String, String> WINDOWS =
      Map.of(RATE, "", "x-app-limit-24hour", ":app-24h", "x-user-limit-24hour", ":user-24h");

  private XLimits() {}

  /** The quotas by X's own count, which apply where X reports less left than the local count. */
  static List<UpstreamQuota> reported(HttpResponse<Buffer> response, ForeignTimes times) {
    return WINDOWS.entrySet().stream()
        .flatMap(window -> reported(response, window.getKey(), window.getValue(), times).stream())
        .toList();
  }

  private static Optional<UpstreamQuota> reported(
      HttpResponse<Buffer> response, String header, String window, ForeignTimes times) {
    OptionalLong remaining = Answers.number(response, header + "-remaining");
    return remaining.isEmpty()
        ? Optional.empty()
        : reset(response, header, times)
            .map(
                reset ->
                    new UpstreamQuota(
                        window,
                        remaining.getAsLong(),
                        Answers.number(response, header + "-limit").orElse(0),
                        reset));
  }

  /** When a window ends; empty when the time is missing or implausibly late. */
  private static Optional<Instant> reset(
      HttpResponse<Buffer> response, String header, ForeignTimes times) {
    Duration longest = header.equals(RATE) ? Duration.ofMinutes(15) : ForeignTimes.LONGEST_REST;
    return times.atEpochSecond(response, header + "-reset", longest);
  }

  /**
   * The retry time of a 429. A rate limit ends at the reset time; a used-up cap does not, whatever
   * the headers say, so the longer windows come first.
   */
  static Optional<Instant> retryAt(HttpResponse<Buffer> response, ForeignTimes times) {
    for (String header : List.of("x-app-limit-24hour", "x-user-limit-24hour", RATE)) {
      OptionalLong remaining = Answers.number(response, header + "-remaining");
      if (remaining.orElse(header.equals(RATE) ? 0 : 1) == 0) {
        Optional<Instant> reset = reset(response, header, times);
        if (reset.isPresent()) {
          return reset;
        }
      }
    }
    return times.retryAfter(response);
  }
}
