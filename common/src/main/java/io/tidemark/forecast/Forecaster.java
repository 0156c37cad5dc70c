package io.tidemark.forecast;

import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.GrowthForecast.Basis;
import io.tidemark.forecast.GrowthForecast.Interval;
import java.time.Duration;
import java.util.Optional;

/** Forecasts a counter from what is believed of the post. */
public final class Forecaster {

  /** Distances stay numbers where a forecast is certain. */
  private static final double LEAST_SPREAD = 1e-9;

  private Forecaster() {}

  /**
   * The counter at an age, from that of the last reading to the horizon.
   *
   * <p>The intervals are those of conformal prediction for the count at the horizon. At an earlier
   * age they take as many spreads of the belief as at the horizon.
   *
   * @param age earlier ones count as that of the last reading, later ones as the horizon
   */
  public static GrowthForecast at(Belief belief, Duration age) {
    GrowthModel model = belief.model();
    double horizon = model.ages().horizonMinutes();
    double then = Math.max(belief.minutes(), Math.min(horizon, Ages.inMinutes(age)));
    double growth = belief.medianGrowth(belief.minutes(), then);
    double spread = belief.spreadOfGrowth(belief.minutes(), then);
    int from = model.ages().indexAt(belief.minutes());
    Optional<Calibration> calibration =
        model
            .calibration()
            .filter(with -> with.curves() >= Calibration.LEAST_CURVES)
            .filter(with -> from > 0)
            // Nothing was calibrated so close to the horizon.
            .filter(with -> from < model.ages().size() - 1 || then == belief.minutes());
    Optional<Distances> distances =
        calibration.map(with -> with.of(belief.count(), belief.readings(), from));
    return new GrowthForecast(
        Ages.ofMinutes(then),
        belief.count() + growth,
        distances.map(of -> interval(belief.count(), growth, spread * of.of80()[from])),
        distances.map(of -> interval(belief.count(), growth, spread * of.of90()[from])),
        new Basis(
            model.source(),
            model.curves(),
            calibration.map(Calibration::curves).orElse(0),
            belief.readings()));
  }

  /**
   * How far the count at the horizon was from its forecast: the distance of the logarithms of one
   * plus the growth, in spreads of the belief.
   */
  public static double distance(Belief belief, long count) {
    double horizon = belief.model().ages().horizonMinutes();
    double growth = Math.max(0, count - belief.count());
    double median = belief.medianGrowth(belief.minutes(), horizon);
    double spread = belief.spreadOfGrowth(belief.minutes(), horizon);
    double distance = Math.abs(StrictMath.log1p(growth) - StrictMath.log1p(median));
    return distance / Math.max(spread, LEAST_SPREAD);
  }

  private static Interval interval(long count, double growth, double distance) {
    double log = StrictMath.log1p(growth);
    double least = StrictMath.expm1(log - distance);
    return new Interval(count + Math.max(0, least), count + StrictMath.expm1(log + distance));
  }
}
