package io.tidemark.benchmarks.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by polling. */
public final class Polling {

  private static final Duration MOST = Duration.ofMinutes(3);
  private static final Duration BETWEEN = Duration.ofMillis(2);

  private Polling() {}

  /** Checks the condition every two milliseconds. */
  public static void until(Callable<Boolean> done) throws Exception {
    long began = System.nanoTime();
    while (!done.call()) {
      if (System.nanoTime() - began > MOST.toNanos()) {
        throw new IllegalStateException("the condition was not met after " + MOST);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }
}
