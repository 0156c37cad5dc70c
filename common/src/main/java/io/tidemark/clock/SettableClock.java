package io.tidemark.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A clock that stands still until it is told the time: for tests and step-by-step replays. */
public final class SettableClock implements WorldClock {

  private volatile Instant now;

  public SettableClock(Instant start) {
    this.now = start.truncatedTo(ChronoUnit.MICROS);
  }

  /** Sets the clock, also backwards. */
  public void set(Instant instant) {
    now = instant.truncatedTo(ChronoUnit.MICROS);
  }

  public void advance(Duration duration) {
    set(now.plus(duration));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public double speed() {
    return 0;
  }

  /** A timer has to look again: when this clock will be set is not known. */
  @Override
  public Duration realTimeUntil(Instant instant) {
    return instant.isAfter(now) ? Duration.ofMillis(100) : Duration.ZERO;
  }

  /** This clock never advances by itself; durations are taken as they are. */
  @Override
  public Duration realTime(Duration duration) {
    return duration;
  }
}
