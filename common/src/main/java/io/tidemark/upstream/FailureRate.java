package io.tidemark.upstream;

import io.tidemark.settings.Settings;

/** Failures among the last calls of one closed period of a breaker. Thread-safe. */
final class FailureRate {

  /** Fewer calls say nothing of a rate. */
  private static final int FEWEST_CALLS = 10;

  private final int percent;
  private final boolean[] failed;
  private int next;
  private int calls;
  private int failures;
  private boolean reached;

  FailureRate(Settings.Upstream settings) {
    this.percent = settings.failureRate();
    this.failed = new boolean[settings.window()];
  }

  /**
   * Counts a call; none after the rate was reached.
   *
   * @return whether this call reaches the rate: true once
   */
  synchronized boolean reachedBy(boolean failure) {
    if (reached) {
      return false;
    }
    failures += (failure ? 1 : 0) - (failed[next] ? 1 : 0);
    failed[next] = failure;
    next = (next + 1) % failed.length;
    calls = Math.min(calls + 1, failed.length);
    reached = calls >= Math.min(FEWEST_CALLS, failed.length) && 100 * failures >= percent * calls;
    return reached;
  }
}
