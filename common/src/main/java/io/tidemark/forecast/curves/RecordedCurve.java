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

  private RecordedCurve(String name, double[] minutes, long[] counts) {
    this.name = name;
    this.minutes = minutes;
    this.counts = counts;
  }

  /**
   * @param seconds ages, none lower than the one before
   * @param counts as many
   */
  static RecordedCurve of(String name, double[] seconds, long[] counts) {
    double[] minutes = new double[seconds.length];
    long[] rising = new long[seconds.length];
    long most = 0;
    for (int i = 0; i < seconds.length; i++) {
      minutes[i] = seconds[i] / 60;
      most = Math.max(most, counts[i]);
      rising[i] = most;
    }
    return new RecordedCurve(name, minutes, rising);
  }

  public String name() {
    return name;
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
}
