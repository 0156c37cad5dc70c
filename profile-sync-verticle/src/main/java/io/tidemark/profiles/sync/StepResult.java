package io.tidemark.profiles.sync;

import io.tidemark.runs.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a step came. */
public sealed interface StepResult {

  /**
   * @param why null when there is no error
   */
  record Ended(RunStatus status, @Nullable String why) implements StepResult {

    static final Ended COMPLETED = new Ended(RunStatus.COMPLETED, null);

    /** The status follows from the counts. */
    static Ended of(int succeeded, int failed, @Nullable String why) {
      return new Ended(RunStatus.ended(succeeded, why == null ? failed : Math.max(1, failed)), why);
    }
  }

  /** The step is retried at the given time. */
  record Waits(Instant until, String why) implements StepResult {}

  /** The process is stopping; another one continues. */
  record Stopped() implements StepResult {}
}
