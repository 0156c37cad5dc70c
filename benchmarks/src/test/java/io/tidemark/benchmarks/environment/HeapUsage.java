package io.tidemark.benchmarks.environment;

import java.lang.management.ManagementFactory;

/** What this process holds on to. */
public final class HeapUsage {

  private HeapUsage() {}

  /** MB that are in use after collections have nothing more to take. */
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
