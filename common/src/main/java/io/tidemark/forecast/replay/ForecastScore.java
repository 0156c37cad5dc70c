package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.Forecaster;
import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Quantiles;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How good forecasts of the count at the horizon are.
 *
 * @param age at which they are made
 * @param readings whether from readings at all ages until then, or from one
 * @param medianError the median of the errors, as parts of the count but of at least one
 * @param covered80 the share of the posts whose count was in the 80 % interval; null where the
 *     model gives none
 * @param covered90 the same of 90 %
 */
public record ForecastScore(
    Duration age,
    Readings readings,
    double medianError,
    @Nullable Double covered80,
    @Nullable Double covered90) {

  /** The readings that a forecast is made from. */
  public enum Readings {
    ALL,
    ONE
  }

  /**
   * @param check called for each curve; what it throws ends the work
   */
  static ForecastScore of(
      SampledCurves curves, GrowthModel model, Duration age, Readings readings, Runnable check) {
    double[] errors = new double[curves.size()];
    int in80 = 0;
    int in90 = 0;
    boolean calibrated = true;
    for (int i = 0; i < errors.length; i++) {
      check.run();
      Belief belief = belief(model, curves.curve(i), Ages.inMinutes(age), readings);
      GrowthForecast forecast = Forecaster.at(belief, curves.horizon());
      double reached = curves.reached(i);
      errors[i] = Math.abs(Math.rint(forecast.median()) - reached) / Math.max(1, reached);
      calibrated &= forecast.of80().isPresent();
      in80 += forecast.of80().filter(interval -> interval.contains(reached)).isPresent() ? 1 : 0;
      in90 += forecast.of90().filter(interval -> interval.contains(reached)).isPresent() ? 1 : 0;
    }
    Arrays.sort(errors);
    return new ForecastScore(
        age,
        readings,
        Quantiles.of(errors, 0.5),
        calibrated ? (double) in80 / errors.length : null,
        calibrated ? (double) in90 / errors.length : null);
  }

  private static Belief belief(
      GrowthModel model, RecordedCurve curve, double age, Readings readings) {
    Belief belief = Belief.prior(model);
    Ages ages = model.ages();
    for (int i = 1; readings == Readings.ALL && ages.minutes(i) < age; i++) {
      belief = belief.after(reading(curve, ages.minutes(i)));
    }
    return belief.after(reading(curve, age));
  }

  private static Reading reading(RecordedCurve curve, double minutes) {
    return new Reading(Ages.ofMinutes(minutes), curve.at(minutes));
  }
}
