package io.tidemark.profiles.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The longest wait for a platform or a model, after which a step ends. */
final class MaxWait {

  /**
   * Long enough for a rate limit; waiting for a monthly quota would block other syncs for weeks.
   */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** The longest time since its start in which a step may still wait. */
  private static final Duration ALTOGETHER = Duration.ofHours(6);

  private MaxWait() {}

  /**
   * @param began when the step began; null when it has not begun before
   */
  static boolean allows(Instant until, Instant now, @Nullable Instant began) {
    return !until.isAfter(now.plus(LONGEST))
        && (began == null || now.isBefore(began.plus(ALTOGETHER)));
  }
}
