package io.tidemark.tracker.reads;

import java.time.Instant;

/**
 * A range of time.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record Range(Instant from, Instant to) {

  /**
   * Contains every snapshot. The ends are within the range of PostgreSQL's times, which is smaller
   * than Java's.
   */
  public static final Range ALL = new Range(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
}
