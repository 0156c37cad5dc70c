package io.tidemark.tracker.cadence;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How hot a tweet that is polled is by its age alone; one that is polled no more is cold. */
public enum Tier {
  ULTRA_HOT(Duration.ofHours(1), Duration.ofMinutes(10)),
  HOT(Duration.ofHours(4), Duration.ofMinutes(30)),
  WARM(Duration.ofHours(12), Duration.ofHours(1)),
  COLD(Duration.ofDays(36_500), Duration.ZERO);

  private final Duration until;
  private final Duration interval;

  Tier(Duration until, Duration interval) {
    this.until = until;
    this.interval = interval;
  }

  /** A tweet from the future (a clock is wrong somewhere) is new. */
  public static Tier of(Instant createdAt, Instant now) {
    Duration age = Duration.between(createdAt, now);
    for (Tier tier : values()) {
      if (age.compareTo(tier.until) < 0) {
        return tier;
      }
    }
    return COLD;
  }

  /** The age at which the next tier begins. */
  Duration until() {
    return until;
  }

  /** From one poll to the next; zero for {@link #COLD}, which is not polled. */
  Duration interval() {
    return interval;
  }

  /** The word in tables and answers: {@code ultra_hot}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
