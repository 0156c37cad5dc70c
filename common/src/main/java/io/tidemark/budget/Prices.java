package io.tidemark.budget;

/**
 * What a platform charges, in micro-dollars.
 *
 * @param perItem a post, or another thing that is returned
 * @param perUser an account that is returned
 * @param minimumPerCall what a call costs at least
 * @param oncePerPostAndUtcDay the same post is free for the rest of the UTC day (X API v2
 *     documentation, Pricing)
 * @param failuresAreFree a call that failed costs nothing
 */
public record Prices(
    long perRequest,
    long perItem,
    long perUser,
    long minimumPerCall,
    boolean oncePerPostAndUtcDay,
    boolean failuresAreFree) {

  public static final Prices NONE = new Prices(0, 0, 0, false, true);

  /** Where accounts are not looked up, or are free. */
  public Prices(
      long perRequest,
      long perItem,
      long minimumPerCall,
      boolean oncePerPostAndUtcDay,
      boolean failuresAreFree) {
    this(perRequest, perItem, 0, minimumPerCall, oncePerPostAndUtcDay, failuresAreFree);
  }

  public Prices {
    if (perRequest < 0 || perItem < 0 || perUser < 0 || minimumPerCall < 0) {
      throw new IllegalArgumentException("a price must not be negative");
    }
  }

  /** A price as people write it. */
  public static long microDollars(double dollars) {
    return Math.round(dollars * 1_000_000);
  }

  long of(int requests, long items, long users) {
    return Math.max(
        minimumPerCall * requests, perRequest * requests + perItem * items + perUser * users);
  }
}
