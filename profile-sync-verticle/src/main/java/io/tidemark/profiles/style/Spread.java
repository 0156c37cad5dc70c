package io.tidemark.profiles.style;

import java.util.Arrays;

/** Median and mean of a figure over several posts. */
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
    return new Spread(median, Arrays.stream(sorted).average().orElse(0));
  }
}
