package io.tidemark.budget;

import java.util.List;

/**
 * What an admitted call took.
 *
 * @param takenAt microseconds by the clock that counted: Redis' own, or the world's
 * @param money micro-dollars
 * @param parts the limits it was taken from, in Redis; empty when Redis was away
 */
public record Reservation(long takenAt, int requests, long items, long money, List<Part> parts) {

  /**
   * @param mark the bucket or the period that was charged
   */
  record Part(Limit limit, long mark) {}

  static final Reservation UNCOUNTED = new Reservation(0, 0, 0, 0, List.of());

  public Reservation {
    parts = List.copyOf(parts);
  }
}
