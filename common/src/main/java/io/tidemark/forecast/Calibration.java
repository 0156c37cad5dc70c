package io.tidemark.forecast;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How far forecasts were off on curves that the model had not seen, as {@link Forecaster#distance}
 * measures it. Posts that have hardly moved and those that have are apart: a few go viral, and the
 * many that do not would say nothing of them.
 *
 * @param curves how many stand behind it
 * @param still of posts with a count below {@link #MOVED}
 * @param moved of the others
 */
public record Calibration(int curves, Readings still, Readings moved) {

  /** Fewer curves than this calibrate nothing. */
  public static final int LEAST_CURVES = 100;

  /** From this count on a post has moved. */
  public static final long MOVED = 10;

  /**
   * By how many readings a forecast stands on.
   *
   * @param many from readings at all ages until then
   * @param few from one reading then
   */
  public record Readings(Distances many, Distances few) {}

  /**
   * The distances for each of the ages at which a forecast may be made.
   *
   * @param of80 not exceeded by 80 % of the curves
   * @param of90 not exceeded by 90 % of the curves
   */
  public record Distances(double[] of80, double[] of90) {}

  boolean fits(int ages) {
    return curves >= 0
        && Stream.of(still.many(), still.few(), moved.many(), moved.few())
            .flatMap(each -> Stream.of(each.of80(), each.of90()))
            .allMatch(
                distances ->
                    distances.length == ages
                        && Arrays.stream(distances).allMatch(one -> one >= 0 && one < 1e9));
  }

  /** The distances for a post with such a count, and so many readings, at an age. */
  Distances of(long count, int readings, int age) {
    Readings group = count < MOVED ? still : moved;
    // Half of the readings that were possible are nearly as good as all.
    return 2 * readings >= age ? group.many() : group.few();
  }
}
