package io.tidemark.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits in real time, for faults of real processes and servers. */
final class RealTime {

  /** A condition; exceptions count as false, because a server may be unavailable. */
  interface Condition {
    boolean holds() throws Exception;
  }

  private RealTime() {}

  static void sleep(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, duration.toNanos()));
  }

  /**
   * @param nanos a deadline in terms of {@link System#nanoTime}
   */
  static void sleepUntil(long nanos) throws InterruptedException {
    sleep(Duration.ofNanos(nanos - System.nanoTime()));
  }

  /**
   * @return whether the condition became true in time
   */
  static boolean await(Condition condition, Duration atMost, Duration every)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (holds(condition)) {
        return true;
      }
      if (System.nanoTime() - end > 0) {
        return false;
      }
      sleep(every);
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
