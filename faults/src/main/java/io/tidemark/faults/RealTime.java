package io.tidemark.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Real time that must pass: processes and servers are really away meanwhile. */
final class RealTime {

  /** A condition that may fail as long as a server is away. */
  interface Condition {
    boolean holds() throws Exception;
  }

  private RealTime() {}

  static void of(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, duration.toNanos()));
  }

  /**
   * @param nanos as {@link System#nanoTime} tells it
   */
  static void until(long nanos) throws InterruptedException {
    of(Duration.ofNanos(nanos - System.nanoTime()));
  }

  /**
   * @return whether it came to hold in that time
   */
  static boolean until(Condition condition, Duration atMost, Duration every)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (holds(condition)) {
        return true;
      }
      if (System.nanoTime() - end > 0) {
        return false;
      }
      of(every);
    }
  }

  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception away) {
      return false;
    }
  }
}
