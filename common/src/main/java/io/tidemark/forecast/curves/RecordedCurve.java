package io.tidemark.forecast.curves;

import java.util.Arrays;

/**
 * The recorded counter of one post: a count holds until the next one. Counters that fell are taken
 * as they were before.
 */
public final class RecordedCurve {

  private final String name;
  private final double[] minutes;
  private final long[] counts;
  private final double last;

  /**
   * @param minutes the ages at which the counter rose, none lower than the one before
   * @param counts as many, increasing
   * @param last the age of the last row, in minutes
   */
  RecordedCurve(String name, double[] minutes, long[] counts, double last) {
    this.name = name;
    this.minutes = minutes;
    this.counts = counts;
    this.last = last;
  }

  public String name() {
    return name;
  }

  /** The age at the last row, in minutes; its count holds from there on. */
  public double lastRow() {
    return last;
  }

  /** The counter at an age in minutes; zero before the first count. */
  public long at(double age) {
    int found = Arrays.binarySearch(minutes, age);
    int index = found >= 0 ? found : -found - 2;
    while (index + 1 < minutes.length && minutes[index + 1] <= age) {
      index++;
    }
    return index < 0 ? 0 : counts[index];
  }

  /**
   * The counter at age zero and after each of equal steps.
   *
   * @param step in minutes
   */
  public long[] sampled(double step, int steps) {
    long[] samples = new long[steps + 1];
    int next = 0;
    for (int i = 0; i < samples.length; i++) {
      while (next < minutes.length && minutes[next] <= i * step) {
        next++;
      }
      samples[i] = next == 0 ? 0 : counts[next - 1];
    }
    return samples;
  }
}
