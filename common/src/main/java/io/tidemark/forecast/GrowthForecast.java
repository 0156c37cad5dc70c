package io.tidemark.forecast;

import java.time.Duration;
import java.util.Optional;

/**
 * What a counter is expected to be.
 *
 * @param age of the post then
 * @param median as likely exceeded as not
 * @param of80 contains the counter with a probability of 80 %; empty before 100 curves stand behind
 *     the model, before a minute and a half of age, and in the last fiftieth of the horizon
 * @param of90 as above, of 90 %
 */
public record GrowthForecast(
    Duration age, double median, Optional<Interval> of80, Optional<Interval> of90, Basis basis) {

  /** Both ends belong to it. */
  public record Interval(double from, double to) {

    public boolean contains(double count) {
      return count >= from && count <= to;
    }
  }

  /**
   * What a forecast stands on.
   *
   * @param model where the curves of the model came from
   * @param curves how many the model was learnt from
   * @param calibratedOn how many the intervals were calibrated on; zero when there are none
   * @param readings how many the post itself has
   */
  public record Basis(String model, int curves, int calibratedOn, int readings) {}
}
