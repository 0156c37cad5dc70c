package io.tidemark.clock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A clock that starts at the present, runs faster than real time, and goes on in real time from
 * {@link #toRealTime} on. It never jumps: what it shows then remains ahead of the system's clock. A
 * timer that was set before rings early and has to look again.
 */
public final class SlowingClock implements WorldClock {

  private record Phase(Instant start, long startNanos, double speed) {
    Instant at(long nanos) {
      return start.plusNanos((long) ((nanos - startNanos) * speed));
    }
  }

  private volatile Phase phase;

  /**
   * @throws IllegalArgumentException unless {@code 0 < speed <= 100_000}
   */
  public SlowingClock(double speed) {
    phase = new Phase(WorldClock.faster(speed).instant(), System.nanoTime(), speed);
  }

  /** Has no effect on a clock that runs in real time already. */
  public synchronized void toRealTime() {
    long now = System.nanoTime();
    phase = new Phase(phase.at(now), now, 1);
  }

  @Override
  public synchronized Instant instant() {
    return phase.at(System.nanoTime()).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public double speed() {
    return phase.speed();
  }

  @Override
  public boolean isSystem() {
    return false;
  }
}
