package io.tidemark.forecast;

import java.util.Arrays;

/** Quantiles of values. */
public final class Quantiles {

  /** The low bits of an entry hold the index of the value, below {@link GrowthModel#MOST_CELLS}. */
  private static final long INDEX = 0xFFF;

  private Quantiles() {}

  /**
   * The median of weighted values, straight between the middles of the two that it lies between.
   *
   * @param values zero or more each, at most 4,096
   * @param weights they sum to one
   */
  static double median(double[] values, double[] weights) {
    long[] order = new long[values.length];
    for (int i = 0; i < order.length; i++) {
      // The bits of values that are not negative are in the order of the values.
      order[i] = (Double.doubleToLongBits(values[i]) & ~INDEX) | i;
    }
    Arrays.sort(order);
    double below = 0;
    double lastMiddle = 0;
    double lastValue = 0;
    for (int rank = 0; rank < order.length; rank++) {
      int i = (int) (order[rank] & INDEX);
      double middle = below + weights[i] / 2;
      if (middle >= 0.5) {
        return rank == 0
            ? values[i]
            : lastValue + (values[i] - lastValue) * (0.5 - lastMiddle) / (middle - lastMiddle);
      }
      below += weights[i];
      lastMiddle = middle;
      lastValue = values[i];
    }
    return lastValue;
  }

  /** The value that a share of the sorted values does not exceed, straight between two of them. */
  public static double of(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    return below + 1 >= sorted.length
        ? sorted[sorted.length - 1]
        : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
  }

  /**
   * The quantile of split conformal prediction: that of the scores which covers a further one with
   * at least this probability.
   */
  public static double conformal(double[] sorted, double coverage) {
    int rank = (int) Math.ceil((sorted.length + 1) * coverage);
    return sorted[Math.min(rank, sorted.length) - 1];
  }
}
