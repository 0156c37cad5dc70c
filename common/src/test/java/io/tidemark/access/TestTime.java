package io.tidemark.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Both times of one machine, moved by the test; the time of day may be set back. */
final class TestTime implements InstantSource, LongSupplier {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private volatile Instant now = NOON;
  // Monotonic times may be of either sign and wrap.
  private volatile long nanos = Long.MAX_VALUE - 1_000;

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long getAsLong() {
    return nanos;
  }

  void pass(Duration duration) {
    now = now.plus(duration);
    nanos += duration.toNanos();
  }

  void setBack(Duration duration) {
    now = now.minus(duration);
  }
}
