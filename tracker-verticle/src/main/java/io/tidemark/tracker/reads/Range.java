package io.tidemark.tracker.reads;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from the first instant that counts
 * @param to the first that does not any more
 */
public record Range(Instant from, Instant to) {

  /** From before all readings to after them; PostgreSQL's times end before Java's. */
  public static final Range ALL = new Range(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
}
