package io.tidemark.forecast.curves;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import java.util.Arrays;
import java.util.List;

/**
 * The recorded counter of one post. Counters that fell are taken as they were before, and the last
 * one holds.
 */
public final class RecordedCurve {

  private final String name;
  private final double[] minutes;
  private final long[] counts;
  private final boolean isStraight;

  private RecordedCurve(String name, double[] minutes, long[] counts, boolean isStraight) {
    this.name = name;
    this.minutes = minutes;
    this.counts = counts;
    this.isStraight = isStraight;
    for (int i = 1; i < counts.length; i++) {
      counts[i] = Math.max(counts[i], counts[i - 1]);
    }
  }

  /**
   * A counter of which each change was recorded: a count holds until the next one.
   *
   * @param seconds ages, none lower than the one before
   * @param counts as many
   */
  static RecordedCurve of(String name, double[] seconds, long[] counts) {
    double[] minutes = Arrays.stream(seconds).map(second -> second / 60).toArray();
    return new RecordedCurve(name, minutes, counts.clone(), false);
  }

  /**
   * A counter that was read from time to time: it is straight between two readings, and from zero
   * at age zero to the first.
   *
   * @param readings by age
   */
  public static RecordedCurve ofReadings(String name, List<Reading> readings) {
    double[] minutes = new double[readings.size() + 1];
    long[] counts = new long[minutes.length];
    for (int i = 0; i < readings.size(); i++) {
      minutes[i + 1] = Ages.inMinutes(readings.get(i).age());
      counts[i + 1] = readings.get(i).count();
    }
    return new RecordedCurve(name, minutes, counts, true);
  }

  public String name() {
    return name;
  }

  /** The age in minutes at the first count that was recorded. */
  public double begin() {
    return minutes[isStraight ? 1 : 0];
  }

  /** The counter at an age in minutes; zero before the first count. */
  public long at(double age) {
    int found = Arrays.binarySearch(minutes, age);
    int index = found >= 0 ? found : -found - 2;
    while (index + 1 < minutes.length && minutes[index + 1] <= age) {
      index++;
    }
    if (index < 0) {
      return 0;
    }
    if (!isStraight || index + 1 == minutes.length) {
      return counts[index];
    }
    double part = (age - minutes[index]) / (minutes[index + 1] - minutes[index]);
    return Math.round(counts[index] + part * (counts[index + 1] - counts[index]));
  }
}
