package io.tidemark.forecast;

import java.time.Duration;
import java.util.Arrays;

/**
 * The ages at which polls may lie, spaced by the logarithm: 3, 4, 5, 6, 8, 10, 12, 15 … 1,200,
 * 1,440 minutes, then each by a fifth more than the one before, and the horizon last. Age zero is
 * the first, although there is no poll then.
 */
public final class Ages {

  /** The shortest and the longest time for which a post can be followed. */
  public static final Duration SHORTEST = Duration.ofHours(6);

  public static final Duration LONGEST = Duration.ofDays(30);

  private static final int[] FIRST_DAY = {
    3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 60, 75, 90, 110, 135, 165, 200, 240, 290,
    360, 440, 540, 660, 810, 1000, 1200, 1440
  };

  private static final double FACTOR = 1.2;

  /** No age lies closer to the horizon than this part of it. */
  private static final double CLEAR_OF_THE_HORIZON = 0.95;

  /** From this part of the horizon on a poll counts as that of the horizon. */
  private static final double AT_THE_HORIZON = 0.98;

  private final double[] minutes;

  private Ages(double[] minutes) {
    this.minutes = minutes;
  }

  /**
   * The ages up to a horizon.
   *
   * @throws IllegalArgumentException when the horizon is shorter than 6 hours or longer than 30
   *     days
   */
  public static Ages upTo(Duration horizon) {
    if (horizon.compareTo(SHORTEST) < 0 || horizon.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the horizon must be from 6 hours to 30 days, not " + horizon);
    }
    double last = inMinutes(horizon);
    double[] all = new double[64];
    int count = 1;
    double age = FIRST_DAY[0];
    while (age < last * CLEAR_OF_THE_HORIZON) {
      all[count++] = age;
      age = count <= FIRST_DAY.length ? FIRST_DAY[count - 1] : Math.rint(age * FACTOR);
    }
    all[count++] = last;
    return new Ages(Arrays.copyOf(all, count));
  }

  public static double inMinutes(Duration age) {
    return age.toMillis() / 60_000.0;
  }

  public static Duration ofMinutes(double minutes) {
    return Duration.ofMillis(Math.round(minutes * 60_000));
  }

  /** The number of ages, with age zero and the horizon. */
  public int size() {
    return minutes.length;
  }

  public double minutes(int index) {
    return minutes[index];
  }

  public Duration horizon() {
    return ofMinutes(horizonMinutes());
  }

  double horizonMinutes() {
    return minutes[minutes.length - 1];
  }

  /**
   * The index of the nearest age. That of the horizon is the nearest to its last fiftieth alone: a
   * post whose last poll lies well before is not at its end.
   */
  public int indexAt(double age) {
    int horizon = minutes.length - 1;
    if (age >= minutes[horizon] * AT_THE_HORIZON) {
      return horizon;
    }
    int index = 0;
    while (index + 1 < horizon && minutes[index + 1] - age <= age - minutes[index]) {
      index++;
    }
    return index;
  }

  /** All of them, in minutes. */
  public double[] toArray() {
    return minutes.clone();
  }

  /** A value that is given at the ages, at any age: straight between two of them. */
  double between(double[] values, double age) {
    if (age <= 0) {
      return values[0];
    }
    int found = Arrays.binarySearch(minutes, age);
    int after = found >= 0 ? found : -found - 1;
    if (after == minutes.length) {
      return values[after - 1];
    }
    double part = (age - minutes[after - 1]) / (minutes[after] - minutes[after - 1]);
    return values[after - 1] + part * (values[after] - values[after - 1]);
  }
}
