package io.tidemark.profiles.sync;

import java.time.Duration;
import java.time.Instant;

/** Whether a sync waits for what it needs or ends without it. */
final class Patience {

  /** A burst passes; a monthly quota would keep every other sync away for weeks. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private Patience() {}

  static boolean waits(Instant until, Instant now) {
    return !until.isAfter(now.plus(LONGEST));
  }
}
