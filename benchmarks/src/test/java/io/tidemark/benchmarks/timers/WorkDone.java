package io.tidemark.benchmarks.timers;

import java.util.Map;

/** The state that every contestant must leave. */
final class WorkDone {

  private WorkDone() {}

  /**
   * @param handled number of handler calls
   * @param stillDue number of due rows in the database
   */
  static Map<String, Long> of(long handled, long stillDue) {
    return Map.of("handled", handled, "still due", stillDue);
  }
}
