package io.tidemark.simulator.tweets;

import java.time.Instant;

/**
 * Ids as X generates them: milliseconds since its epoch in the upper bits, so that later tweets
 * have larger ids. The lower 22 bits are a sequence number here, and worker and sequence at X.
 */
public final class Snowflake {

  private static final long EPOCH_MILLIS = 1_288_834_974_657L; // 2010-11-04T01:42:54.657Z
  private static final int LOWER_BITS = 22;

  private Snowflake() {}

  static long of(Instant createdAt, long number) {
    long millis = createdAt.toEpochMilli() - EPOCH_MILLIS;
    if (millis < 0) {
      throw new IllegalArgumentException(
          "createdAt must not be before 2010-11-04T01:42:54.657Z, but is " + createdAt);
    }
    return (millis << LOWER_BITS) | (number & ((1 << LOWER_BITS) - 1));
  }

  static Instant createdAt(long id) {
    return Instant.ofEpochMilli((id >>> LOWER_BITS) + EPOCH_MILLIS);
  }

  /** The smallest id of a tweet created at this time. */
  public static long first(Instant moment) {
    return Math.max(0, moment.toEpochMilli() - EPOCH_MILLIS) << LOWER_BITS;
  }
}
