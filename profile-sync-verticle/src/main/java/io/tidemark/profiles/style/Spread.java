package io.tidemark.profiles.style;

import java.util.Arrays;

/** Median and mean of a figure over several posts, to two decimals. */
public record Spread(double median, double mean) {

  /** 0 for no values. */
  static Spread of(int[] values) {
    if (values.length == 0) {
      return new Spread(0, 0);
    }
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1
            ? sorted[middle]
            : (sorted[middle - 1] + (double) sorted[middle]) / 2;
    return new Spread(rounded(median), rounded(Arrays.stream(sorted).average().orElse(0)));
  }

  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
