package io.tidemark.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The clock of due times. It may run faster than real time: {@link #realTimeUntil} says how long a
 * real timer takes to an instant of this clock.
 *
 * <p>Instants have microsecond precision, the precision of a {@code timestamptz}: what was written
 * compares equal to what is read back.
 */
public interface WorldClock extends InstantSource {

  /** How many seconds of this clock pass in one real second; 0 when it stands still. */
  double speed();

  /**
   * Whether this is the system's clock, so that another server's clock may stand for it. A clock of
   * speed 1 may show another time.
   */
  default boolean isSystem() {
    return speed() == 1;
  }

  /** Real time until this clock shows {@code instant}; zero when that has passed. */
  default Duration realTimeUntil(Instant instant) {
    Duration left = Duration.between(instant(), instant);
    return left.isNegative() ? Duration.ZERO : realTime(left);
  }

  /** The real duration in which this clock advances by {@code duration}. */
  default Duration realTime(Duration duration) {
    double seconds = duration.getSeconds() + duration.getNano() / 1e9;
    return Duration.ofNanos((long) (seconds / speed() * 1e9));
  }

  /** The system's clock. */
  static WorldClock real() {
    return faster(1);
  }

  /**
   * A clock that starts at the present and runs {@code speed} times as fast as real time.
   *
   * @throws IllegalArgumentException unless {@code 0 < speed <= 100_000}
   */
  static WorldClock faster(double speed) {
    return faster(speed, Instant.now());
  }

  /**
   * The same, started at {@code origin}: processes that share it agree on the time.
   *
   * @throws IllegalArgumentException unless {@code 0 < speed <= 100_000}
   */
  static WorldClock faster(double speed, Instant origin) {
    return new Running(speed, origin);
  }

  /** At speed 1 the system's clock, corrections included; otherwise stretched from its start. */
  final class Running implements WorldClock {

    private final double speed;
    private final Instant start;
    private final long startNanos;

    private Running(double speed, Instant origin) {
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
}
