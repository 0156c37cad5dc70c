package io.tidemark.budget;

/**
 * What a platform charges, in micro-dollars.
 *
 * @param minimumPerCall what a call costs at least
 * @param oncePerPostAndUtcDay the same post is free for the rest of the UTC day (UPSTREAMS 2.6)
 * @param failuresAreFree a call that failed costs nothing
 */
public record Prices(
    long perRequest,
    long perItem,
    long minimumPerCall,
    boolean oncePerPostAndUtcDay,
    boolean failuresAreFree) {

  public static final Prices NONE = new Prices(0, 0, 0, false, true);

  public Prices {
    if (perRequest < 0 || perItem < 0 || minimumPerCall < 0) {
      throw new IllegalArgumentException("a price must not be negative");
    }
  }

  /** A price as people write it. */
  public static long microDollars(double dollars) {
    return Math.round(dollars * 1_000_000);
  }

  long of(int requests, long items) {
    return Math.max(minimumPerCall * requests, perRequest * requests + perItem * items);
  }
}
