package io.tidemark.budget;

import java.time.Duration;
import java.time.Instant;

/** Microseconds, in which Redis and the limiters count. */
final class Micros {

  private Micros() {}

  static long of(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /** Those since 1970. */
  static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
