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
   * @param worth what the poll is expected to save, in prices of a poll; null when no model says
   */
  record Continue(
      Why why, Instant nextUpdateAt, @Nullable Instant absentSince, @Nullable Double worth)
      implements Decision {

    /** A poll of which no model says what it is worth. */
    public Continue(Why why, Instant nextUpdateAt, @Nullable Instant absentSince) {
      this(why, nextUpdateAt, absentSince, null);
    }
  }

  /**
   * The tweet is not polled any more.
   *
   * @param expectedGrowth the engagement that is expected to be missed until the horizon; null
   *     unless the tweet stops because no poll is worth its price
   */
  record Stop(StopReason reason, @Nullable Double expectedGrowth) implements Decision {

    /** Stops for a reason that does not depend on what is expected. */
    public Stop(StopReason reason) {
      this(reason, null);
    }
  }

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
    /** The next poll is expected to save more than its price. */
    WORTH_A_POLL,
    /** The tweet belongs to the sample of its zone. */
    SAMPLED,
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
