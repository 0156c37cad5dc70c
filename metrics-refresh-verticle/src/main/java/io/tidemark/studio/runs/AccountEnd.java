package io.tidemark.studio.runs;

import java.time.Instant;

/** How far a pass came with one account. */
sealed interface AccountEnd {

  /** Nothing is left to do for it in this run. */
  record Ended() implements AccountEnd {}

  /** The platform wants no call before; the rest of its posts wait. */
  record Waits(Instant until) implements AccountEnd {}

  /** The process is stopping; another goes on. */
  record Stopped() implements AccountEnd {}
}
