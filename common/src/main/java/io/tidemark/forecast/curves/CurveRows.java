package io.tidemark.forecast.curves;

import java.util.Arrays;

/** The rows of one curve while its file is read. */
final class CurveRows {

  private double[] seconds = new double[16];
  private long[] counts = new long[16];
  private int size;
  private double origin;
  private long before;

  /** Takes a row; ages are relative to those of the first row, if that is said to be the origin. */
  void add(double age, long count) {
    if (size > 0 && age < seconds[size - 1]) {
      throw new IllegalArgumentException("the row is earlier than the one before of its curve");
    }
    if (size == seconds.length) {
      seconds = Arrays.copyOf(seconds, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    seconds[size] = age;
    counts[size] = count;
    size++;
  }

  /** Takes an observation: time and counter since the first one. */
  void observe(double time, long count) {
    if (size == 0) {
      origin = time;
      before = count;
    }
    add(time - origin, Math.max(0, count - before));
  }

  /** Takes an event; the first one is the post itself. */
  void event(double age) {
    add(age, size);
  }

  RecordedCurve curve(String name) {
    return RecordedCurve.of(name, Arrays.copyOf(seconds, size), Arrays.copyOf(counts, size));
  }
}
