package io.tidemark.forecast;

import java.time.Duration;

/**
 * A counter of a post that was read and believed.
 *
 * @param age of the post at that time
 * @param count the counter; zero or more
 */
public record Reading(Duration age, long count) {

  public Reading {
    if (age.isNegative() || count < 0) {
      throw new IllegalArgumentException("a reading has neither a negative age nor count");
    }
  }
}
