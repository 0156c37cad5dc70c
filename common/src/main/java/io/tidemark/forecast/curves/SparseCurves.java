package io.tidemark.forecast.curves;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import java.time.Duration;
import java.util.List;

/**
 * Curves of posts that were read a few times a day or less. Taken as they are, a counter would
 * stand still until it was read and then leap, and every post would grow at the hours of the runs.
 */
public final class SparseCurves {

  /** A post with fewer readings says too little of its shape. */
  public static final int LEAST_READINGS = 4;

  /** How far the first and the last reading of a month lie apart at least. */
  public static final Duration LEAST_COVERED = Duration.ofDays(7);

  /** The first reading is not later: nothing tells how a post grew before it. */
  public static final Duration LATEST_FIRST = Duration.ofDays(2);

  private SparseCurves() {}

  /**
   * Whether the readings, in the order of their ages, are enough to learn from.
   *
   * @param covered how far the first and the last lie apart at least
   */
  public static boolean isEnough(List<Reading> readings, Duration covered) {
    return readings.size() >= LEAST_READINGS
        && readings.getFirst().age().compareTo(LATEST_FIRST) <= 0
        && readings.getLast().age().minus(readings.getFirst().age()).compareTo(covered) >= 0;
  }

  /**
   * The curve up to a horizon: straight between two readings, and from zero at age zero to the
   * first. After the last one each doubling of the age brings half of what the one before brought,
   * as {@link io.tidemark.forecast.Horizons} has it.
   *
   * @param readings at least one, in the order of their ages
   * @return with a count at each of the {@link Ages}, between which it holds
   */
  public static RecordedCurve of(String name, List<Reading> readings, Duration horizon) {
    double[] minutes = new double[readings.size() + 1];
    double[] counts = new double[minutes.length];
    int last = 0;
    for (Reading reading : readings) {
      double age = Ages.inMinutes(reading.age());
      if (age > minutes[last]) {
        last++;
        minutes[last] = age;
      }
      counts[last] = Math.max(reading.count(), last == 0 ? 0 : counts[last - 1]);
    }
    double[] seconds = Ages.upTo(horizon).toArray();
    long[] drawn = new long[seconds.length];
    double lastDoubling = counts[last] - at(minutes[last] / 2, minutes, counts, last);
    for (int age = 0; age < seconds.length; age++) {
      double count =
          seconds[age] <= minutes[last]
              ? at(seconds[age], minutes, counts, last)
              : counts[last] + lastDoubling * (1 - minutes[last] / seconds[age]);
      drawn[age] = Math.round(count);
      seconds[age] *= 60;
    }
    return RecordedCurve.of(name, seconds, drawn);
  }

  private static double at(double age, double[] minutes, double[] counts, int last) {
    int after = 1;
    while (after < last && minutes[after] < age) {
      after++;
    }
    if (after > last) {
      return counts[last];
    }
    double part = (age - minutes[after - 1]) / (minutes[after] - minutes[after - 1]);
    return counts[after - 1] + part * (counts[after] - counts[after - 1]);
  }
}
