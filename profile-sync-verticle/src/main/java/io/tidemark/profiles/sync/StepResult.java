package io.tidemark.profiles.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a step came. */
public sealed interface StepResult {

  /**
   * @param status completed, partial or failed
   * @param why null when nothing is to be said
   */
  record Ended(String status, @Nullable String why) implements StepResult {

    static final Ended COMPLETED = new Ended("completed", null);

    /** Judged by what it did. */
    static Ended of(int succeeded, int failed, @Nullable String why) {
      if (failed == 0 && why == null) {
        return COMPLETED;
      }
      return new Ended(succeeded > 0 ? "partial" : "failed", why);
    }
  }

  /** It cannot go on before then. */
  record Waits(Instant until, String why) implements StepResult {}

  /** The process ends; another goes on. */
  record Stopped() implements StepResult {}
}
