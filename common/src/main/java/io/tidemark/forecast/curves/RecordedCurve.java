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
  private final double last;
  private final boolean isStraight;

  /**
   * A counter of which each change was recorded: a count holds until the next one.
   *
   * @param minutes the ages at which the counter rose, none lower than the one before
   * @param counts as many, increasing
   * @param last the age of the last row, in minutes
   */
  RecordedCurve(String name, double[] minutes, long[] counts, double last) {
    this(name, minutes, counts, last, false);
  }

  private RecordedCurve(
      String name, double[] minutes, long[] counts, double last, boolean isStraight) {
    this.name = name;
    this.minutes = minutes;
    this.counts = counts;
    this.last = last;
    this.isStraight = isStraight;
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
      counts[i + 1] = Math.max(counts[i], readings.get(i).count());
    }
    return new RecordedCurve(name, minutes, counts, minutes[readings.size()], true);
  }

  public String name() {
    return name;
  }

  /** The age in minutes at the first count that was recorded. */
  public double begin() {
    int first = isStraight ? 1 : 0;
    return first < minutes.length ? minutes[first] : last;
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
    return value(index, age);
  }

  /** The counter at an age, of which the last row before it is known. */
  private long value(int index, double age) {
    if (index < 0) {
      return 0;
    }
    if (!isStraight || index + 1 == minutes.length) {
      return counts[index];
    }
    double part = (age - minutes[index]) / (minutes[index + 1] - minutes[index]);
    return Math.round(counts[index] + part * (counts[index + 1] - counts[index]));
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
      samples[i] = value(next - 1, i * step);
    }
    return samples;
  }
}
