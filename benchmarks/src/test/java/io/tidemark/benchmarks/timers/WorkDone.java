package io.tidemark.benchmarks.timers;

import java.util.Map;

/** What every side must have left behind. */
final class WorkDone {

  private WorkDone() {}

  /**
   * @param handled how often a handler was called
   * @param stillDue counted in the database
   */
  static Map<String, Long> of(long handled, long stillDue) {
    return Map.of("handled", handled, "still due", stillDue);
  }
}
