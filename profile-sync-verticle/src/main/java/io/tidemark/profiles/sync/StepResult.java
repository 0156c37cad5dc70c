package io.tidemark.profiles.sync;

import io.tidemark.runs.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a step came. */
public sealed interface StepResult {

  /**
   * @param why null when nothing is to be said
   */
  record Ended(RunStatus status, @Nullable String why) implements StepResult {

    static final Ended COMPLETED = new Ended(RunStatus.COMPLETED, null);

    /** Judged by what it did. */
    static Ended of(int succeeded, int failed, @Nullable String why) {
      return new Ended(RunStatus.ended(succeeded, why == null ? failed : Math.max(1, failed)), why);
    }
  }

  /** It cannot go on before then. */
  record Waits(Instant until, String why) implements StepResult {}

  /** The process ends; another goes on. */
  record Stopped() implements StepResult {}
}
