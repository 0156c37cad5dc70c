package io.tidemark.studio.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a pass came with one account. */
sealed interface AccountResult {

  /** Nothing is left to do for it in this run. */
  record Ended() implements AccountResult {}

  /**
   * The platform wants no call before, or an answer was doubted; what is left of its posts waits.
   *
   * @param paused the account, where it waits for a pause that is kept with it; null otherwise
   */
  record Waits(Instant until, @Nullable Long paused) implements AccountResult {}

  /** The process is stopping; another goes on. */
  record Stopped() implements AccountResult {}
}
