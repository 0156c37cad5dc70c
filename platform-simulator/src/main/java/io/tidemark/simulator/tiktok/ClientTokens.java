package io.tidemark.simulator.tiktok;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tokens of the application; the Research API accepts no others. */
final class ClientTokens {

  static final Duration LIFETIME = Duration.ofHours(2);

  private final Map<String, Instant> ends = new HashMap<>();

  synchronized String issue(Instant now) {
    String token = "clt.%08x%016x".formatted(ends.size() + 1, now.toEpochMilli());
    ends.put(token, now.plus(LIFETIME));
    return token;
  }

  synchronized boolean isAlive(String token, Instant now) {
    Instant end = ends.get(token);
    return end != null && now.isBefore(end);
  }
}
