package io.tidemark.simulator.openai;

import java.time.Duration;
import java.time.Instant;

/** Tokens used in the current minute. Thread-safe. */
final class TokensPerMinute {

  static final int LIMIT = 2_000_000;

  private static final Duration LENGTH = Duration.ofMinutes(1);

  private Instant start = Instant.EPOCH;
  private long used;

  synchronized void use(long tokens, Instant now) {
    turn(now);
    used += tokens;
  }

  synchronized long left(Instant now) {
    turn(now);
    return Math.max(0, LIMIT - used);
  }

  synchronized Duration untilReset(Instant now) {
    turn(now);
    return used == 0 ? Duration.ZERO : Duration.between(now, start.plus(LENGTH));
  }

  private void turn(Instant now) {
    // A settable clock may also be set back.
    if (now.isBefore(start) || !now.isBefore(start.plus(LENGTH))) {
      start = now;
      used = 0;
    }
  }
}
