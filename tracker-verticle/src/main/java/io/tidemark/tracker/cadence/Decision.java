package io.tidemark.tracker.cadence;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What becomes of a tweet after a poll. */
public sealed interface Decision {

  /**
   * @param absentSince when the platform first left the tweet out; null when it did not the last
   *     time
   */
  record Continue(Why why, Instant nextUpdateAt, @Nullable Instant absentSince)
      implements Decision {}

  record Stop(StopReason reason) implements Decision {}

  /** The word in tables and answers of why it goes on or stopped. */
  default String word() {
    return switch (this) {
      case Continue goOn -> goOn.why().word();
      case Stop stop -> stop.reason().word();
    };
  }

  /** Why a tweet is polled again. */
  enum Why {
    DELTA_POSITIVE,
    ABOVE_THRESHOLD,
    /** Somebody looked at it and it rested; a person's interest never stops a tweet. */
    REFRESHED,
    /** The answer said nothing usable of this tweet. */
    ASK_AGAIN;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
