package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** A malformed or unusual creation time of a delivered tweet. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum OddCreation {
  /** {@code Sat Jan 01 00:00:00 +0000 +300000}. */
  FAR_FUTURE,
  NULL,
  ABSENT,
  /** Milliseconds since 1970 as a number, the true time. */
  EPOCH_MILLIS,
  /** A year ahead, in the usual form. */
  YEAR_AHEAD,
  WORDS,
  /** A random one of the others. */
  MIXED;

  private static final String FIELD = "createdAt";

  /**
   * Replaces the creation time of a delivered tweet.
   *
   * @param roll from 0 to 1, which of the others {@link #MIXED} is
   */
  public void in(JsonObject tweet, Instant createdAt, double roll) {
    switch (this) {
      case FAR_FUTURE -> tweet.put(FIELD, "Sat Jan 01 00:00:00 +0000 +300000");
      case NULL -> tweet.putNull(FIELD);
      case ABSENT -> tweet.remove(FIELD);
      case EPOCH_MILLIS -> tweet.put(FIELD, createdAt.toEpochMilli());
      case YEAR_AHEAD -> {
        String written = tweet.getString(FIELD);
        int year = written.length() - 4;
        tweet.put(
            FIELD, written.substring(0, year) + (Integer.parseInt(written.substring(year)) + 1));
      }
      case WORDS -> tweet.put(FIELD, "a moment ago");
      case MIXED -> values()[(int) (roll * MIXED.ordinal())].in(tweet, createdAt, roll);
    }
  }
}
