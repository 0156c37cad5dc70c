package io.tidemark.benchmarks.environment;

import java.lang.management.ManagementFactory;

/** The heap usage of this process. */
public final class HeapUsage {

  private HeapUsage() {}

  /**
   * Used heap in MB after full collections.
   *
   * @param collections their number; several free what only finalizers and weak references hold
   */
  public static double megabytesHeld(int collections) {
    var memory = ManagementFactory.getMemoryMXBean();
    long held = memory.getHeapMemoryUsage().getUsed();
    for (int i = 0; i < collections; i++) {
      memory.gc();
      held = Math.min(held, memory.getHeapMemoryUsage().getUsed());
    }
    return held / 1e6;
  }
}
