package io.tidemark.studio.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far a job came with one account. */
sealed interface AccountResult {

  /** The account is finished in this run. */
  record Ended() implements AccountResult {}

  /**
   * The remaining posts are retried later: the account is paused, or an answer was doubted.
   *
   * @param paused the account, if it waits for its own stored pause; null otherwise
   */
  record Waits(Instant until, @Nullable Long paused) implements AccountResult {}

  /** The process is stopping; another one continues. */
  record Stopped() implements AccountResult {}
}
