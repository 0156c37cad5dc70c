package io.tidemark.forecast.curves;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import java.time.Duration;
import java.util.ArrayList;
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
   */
  public static RecordedCurve of(String name, List<Reading> readings, Duration horizon) {
    RecordedCurve recorded = RecordedCurve.ofReadings(name, readings);
    double last = recorded.lastRow();
    long reached = recorded.at(last);
    long lastDoubling = reached - recorded.at(last / 2);
    List<Reading> extended = new ArrayList<>(readings);
    for (double age : Ages.upTo(horizon).toArray()) {
      if (age > last) {
        long count = reached + Math.round(lastDoubling * (1 - last / age));
        extended.add(new Reading(Ages.ofMinutes(age), count));
      }
    }
    return RecordedCurve.ofReadings(name, extended);
  }
}
