package io.tidemark.tracker.cadence;

import java.time.Duration;
import java.time.Instant;

/** From when the age of a tweet is reckoned that a growth model is asked about. */
public final class GrowthAge {

  /** A tweet that arrives younger than this is reckoned from its arrival. */
  private static final Duration YOUNG = Duration.ofMinutes(5);

  private GrowthAge() {}

  /**
   * The arrival of the lot for a tweet that arrived young, so that the tweets of a lot are polled
   * together and share calls; the creation for the others.
   */
  public static Instant since(Instant createdAt, Instant arrivedAt) {
    return Duration.between(createdAt, arrivedAt).compareTo(YOUNG) < 0 ? arrivedAt : createdAt;
  }
}
