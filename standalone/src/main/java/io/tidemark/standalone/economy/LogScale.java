package io.tidemark.standalone.economy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A logarithmic scale on which all values of a picture lie: from a round number that no value is
 * below to one that none is above.
 *
 * @param marks the round numbers, with both ends; two at least
 */
record LogScale(List<Double> marks) {

  private static final double LEAST = 1e-6;
  private static final double MOST = 1e9;

  /** With marks at 1, 2 and 5 of each decade. */
  static LogScale ofDecades(double... values) {
    List<Double> marks = new ArrayList<>();
    for (int decade = 6; decade > 0; decade--) {
      double tens = StrictMath.pow(10, decade);
      marks.addAll(List.of(1 / tens, 2 / tens, 5 / tens));
    }
    for (double tens = 1; tens < MOST; tens *= 10) {
      marks.addAll(List.of(tens, 2 * tens, 5 * tens));
    }
    return around(marks, values);
  }

  /** With marks at the powers of two. */
  static LogScale ofDoublings(double... values) {
    List<Double> marks = new ArrayList<>();
    for (double mark = 1.0 / (1 << 19); mark < MOST; mark *= 2) {
      marks.add(mark);
    }
    return around(marks, values);
  }

  private static LogScale around(List<Double> marks, double... values) {
    double least = Arrays.stream(values).filter(value -> value > LEAST).min().orElse(1);
    double most = Arrays.stream(values).filter(value -> value > LEAST).max().orElse(1);
    int first = 0;
    while (first + 2 < marks.size() && marks.get(first + 1) <= least) {
      first++;
    }
    int last = first + 1;
    while (last + 1 < marks.size() && marks.get(last) < most) {
      last++;
    }
    return new LogScale(List.copyOf(marks.subList(first, last + 1)));
  }

  /** Zero at the lower end, one at the upper one; what is zero itself lies on the lower end. */
  double part(double value) {
    double low = marks.getFirst();
    return StrictMath.log(Math.max(value, low) / low) / StrictMath.log(marks.getLast() / low);
  }
}
