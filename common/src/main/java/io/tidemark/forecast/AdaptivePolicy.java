package io.tidemark.forecast;

import java.time.Duration;

/**
 * Polls a post when the error that a poll is expected to save exceeds the price of a poll, and at
 * the age where it saves most.
 *
 * <p>Building one takes a few milliseconds and its tables less than a megabyte; it is built once
 * for a stream and a price, does not change, and may be shared among threads. A decision takes
 * microseconds. As in a QMDP, the costs after the next poll are those of a post whose cell is known
 * then.
 */
public final class AdaptivePolicy {

  private final GrowthModel model;
  private final Weight weight;
  private final double price;
  private final PolicyTables tables;

  private AdaptivePolicy(GrowthModel model, Weight weight, double price, PolicyTables tables) {
    this.model = model;
    this.weight = weight;
    this.price = price;
    this.tables = tables;
  }

  /**
   * @param price of a poll, as a part of the mean weighted engagement of a post: 0.01 means that a
   *     poll may cost what a hundredth of an ordinary post's engagement, missed for the whole
   *     horizon, would; above zero
   */
  public static AdaptivePolicy of(GrowthModel model, Weight weight, double price) {
    if (!(price > 0) || Double.isInfinite(price)) {
      throw new IllegalArgumentException("the price of a poll must be above zero, not " + price);
    }
    return new AdaptivePolicy(model, weight, price, PolicyTables.build(model, weight, price));
  }

  /**
   * When to poll a post next.
   *
   * @param belief from the readings of the post so far, by the same model
   * @param age of the post now, at least that of the last reading
   */
  public NextPoll next(Belief belief, Duration age) {
    Ages ages = model.ages();
    double now = Math.max(Ages.inMinutes(age), belief.minutes());
    int from = ages.indexAt(belief.minutes());
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int later = from + 1; later < ages.size(); later++) {
      if (ages.minutes(later) <= now) {
        continue;
      }
      double cost = tables.next(belief, from, later);
      if (cost < least) {
        least = cost;
        best = later;
      }
    }
    if (best < 0) {
      return new NextPoll.HorizonReached();
    }
    double stop = tables.stop(belief, from);
    return stop > least
        ? new NextPoll.At(Ages.ofMinutes(ages.minutes(best)), (stop - least) / tables.price())
        : new NextPoll.NotWorthAPoll(
            stop / tables.price(), belief.expectedGrowth(belief.age(), ages.horizon()));
  }

  public GrowthModel model() {
    return model;
  }

  public Weight weight() {
    return weight;
  }

  public double price() {
    return price;
  }

  /** The size of the tables. */
  public long bytes() {
    return tables.bytes();
  }
}
