package io.tidemark.benchmarks.environment;

import java.lang.management.ManagementFactory;

/** The heap usage of this process. */
public final class HeapUsage {

  private HeapUsage() {}

  /** Used heap in MB after repeated full collections. */
  public static double megabytesHeld() {
    var memory = ManagementFactory.getMemoryMXBean();
    long held = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      memory.gc();
      held = Math.min(held, memory.getHeapMemoryUsage().getUsed());
    }
    return held / 1e6;
  }
}
