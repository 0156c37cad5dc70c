package io.tidemark.profiles.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a sync waits for a platform or a model before it ends without it. */
final class MaxWait {

  /** A burst passes; a monthly quota would keep every other sync away for weeks. */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** A step that has waited again and again for so long ends. */
  private static final Duration ALTOGETHER = Duration.ofHours(6);

  private MaxWait() {}

  /**
   * @param began when the step began; null when it has not waited before
   */
  static boolean allows(Instant until, Instant now, @Nullable Instant began) {
    return !until.isAfter(now.plus(LONGEST))
        && (began == null || now.isBefore(began.plus(ALTOGETHER)));
  }
}
