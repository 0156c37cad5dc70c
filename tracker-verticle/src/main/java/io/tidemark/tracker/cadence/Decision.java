package io.tidemark.tracker.cadence;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The decision on a tweet after a poll. */
public sealed interface Decision {

  /**
   * The tweet is polled again.
   *
   * @param absentSince when the platform first left the tweet out; null when the last answer
   *     contained it
   */
  record Continue(Why why, Instant nextUpdateAt, @Nullable Instant absentSince)
      implements Decision {}

  /** The tweet is not polled any more. */
  record Stop(StopReason reason) implements Decision {}

  /** The word for the reason, in tables and responses. */
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
    /** A manual refresh found no growth. A refresh never stops a tweet for that. */
    REFRESHED,
    /** The answer said nothing usable of this tweet. */
    ASK_AGAIN;

    /** The word in tables and answers: {@code delta_positive}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
