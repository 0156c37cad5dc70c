package io.tidemark.clock;

import java.util.concurrent.TimeUnit;

/**
 * Times by {@link System#nanoTime} as nanoseconds since 1970. They keep their order and their
 * distances: the offset to the system's clock is measured once, and again only when that clock was
 * set. Measured for each time, it would move by up to a millisecond.
 */
public final class EpochNanos {

  private static final long SET = TimeUnit.MILLISECONDS.toNanos(100);

  private static volatile long offset = measured();

  private EpochNanos() {}

  /**
   * @param nanoTime by {@link System#nanoTime} of this process
   */
  public static long of(long nanoTime) {
    long now = measured();
    if (Math.abs(now - offset) > SET) {
      offset = now;
    }
    return nanoTime + offset;
  }

  private static long measured() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
  }
}
