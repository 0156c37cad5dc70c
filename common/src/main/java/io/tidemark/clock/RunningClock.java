package io.tidemark.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** At speed 1 the system's clock, corrections included; otherwise stretched from its start. */
final class RunningClock implements WorldClock {

  private final double speed;
  private final Instant start;
  private final long startNanos;

  RunningClock(double speed) {
    this(speed, Instant.now());
  }

  RunningClock(double speed, Instant origin) {
    if (!(speed > 0 && speed <= 100_000)) {
      throw new IllegalArgumentException(
          "clock speed must be above 0 and at most 100000, not " + speed);
    }
    this.speed = speed;
    this.start = origin;
    // What has passed since then by the system's clock, which processes of one machine share.
    this.startNanos = System.nanoTime() - Duration.between(origin, Instant.now()).toNanos();
  }

  @Override
  public Instant instant() {
    Instant now =
        speed == 1
            ? Instant.now()
            : start.plusNanos((long) ((System.nanoTime() - startNanos) * speed));
    return now.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public double speed() {
    return speed;
  }
}
