package io.tidemark.forecast.curves;

import java.util.Arrays;

/** The rows of one curve while its file is read: of those that do not rise only the last age. */
final class CurveRows {

  private double[] minutes = new double[4];
  private long[] counts = new long[4];
  private int size;
  private long rows;
  private double origin;
  private long before;
  private double last;

  /** Takes a row; ages are relative to those of the first row, if that is said to be the origin. */
  void add(double age, long count) {
    if (rows > 0 && age < last) {
      throw new IllegalArgumentException("the row is earlier than the one before of its curve");
    }
    last = age;
    rows++;
    if (count <= (size == 0 ? 0 : counts[size - 1])) {
      return;
    }
    if (size == minutes.length) {
      minutes = Arrays.copyOf(minutes, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    minutes[size] = age / 60;
    counts[size] = count;
    size++;
  }

  /** Takes an observation: time and counter since the first one. */
  void observe(double time, long count) {
    if (rows == 0) {
      origin = time;
      before = count;
    }
    add(time - origin, Math.max(0, count - before));
  }

  /** Takes an event; the first one is the post itself. */
  void event(double age) {
    add(age, rows);
  }

  RecordedCurve curve(String name) {
    return new RecordedCurve(
        name, Arrays.copyOf(minutes, size), Arrays.copyOf(counts, size), last / 60);
  }
}
