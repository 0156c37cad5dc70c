package io.tidemark.tracker.forecasts;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.CurveEstimate;
import io.tidemark.forecast.Forecaster;
import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a model says of one tweet. */
final class GrowthEstimate {

  /** An age of the model so close to a reading, as a part of it, is that of the reading. */
  private static final double SAME_AGE = 0.02;

  private final GrowthModel model;
  private final Instant since;
  private final List<Reading> readings;
  private final Belief belief;

  /**
   * @param model of the horizon of the zone
   * @param since from when the age is reckoned
   * @param readings by age
   */
  GrowthEstimate(GrowthModel model, Instant since, List<Reading> readings) {
    this.model = model;
    this.since = since;
    this.readings = readings;
    this.belief = Belief.of(model, readings);
  }

  Instant horizonAt() {
    return since.plus(model.horizon());
  }

  /** The engagement at the last reading; zero before the first. */
  long count() {
    return belief.count();
  }

  int readings() {
    return belief.readings();
  }

  /** The engagement at an age; earlier ones than that of the last reading count as that. */
  GrowthForecast at(Duration age) {
    return Forecaster.at(belief, age);
  }

  /** The engagement at the horizon. */
  GrowthForecast atHorizon() {
    return at(model.horizon());
  }

  /**
   * The readings, and the ages of the model between them.
   *
   * @param toHorizon whether it goes on after the last reading, to the horizon
   */
  List<CurvePoint> curve(boolean toHorizon) {
    CurveEstimate drawn = CurveEstimate.of(belief, readings);
    List<CurvePoint> curve = new ArrayList<>();
    int next = 0;
    for (double minutes : model.ages().toArray()) {
      for (; next < readings.size() && isAbout(readings.get(next), minutes, true); next++) {
        curve.add(read(readings.get(next)));
      }
      boolean after = next == readings.size();
      boolean begun = minutes > 0 && (next > 0 || readings.isEmpty());
      if (begun
          && (toHorizon || !after)
          && (next == 0 || !isAbout(readings.get(next - 1), minutes, false))) {
        curve.add(estimated(drawn, minutes, after));
      }
    }
    readings.subList(next, readings.size()).forEach(reading -> curve.add(read(reading)));
    return curve;
  }

  /** Whether a reading was taken at an age, or also before it. */
  private static boolean isAbout(Reading reading, double minutes, boolean orBefore) {
    double age = Ages.inMinutes(reading.age());
    return age <= minutes * (1 + SAME_AGE) && (orBefore || age >= minutes * (1 - SAME_AGE));
  }

  private CurvePoint read(Reading reading) {
    return new CurvePoint(
        since.plus(reading.age()), reading.age().toSeconds(), reading.count(), false, null, null);
  }

  private CurvePoint estimated(CurveEstimate drawn, double minutes, boolean after) {
    Duration age = Ages.ofMinutes(minutes);
    GrowthForecast then = after ? at(age) : null;
    return new CurvePoint(
        since.plus(age),
        age.toSeconds(),
        Math.round(drawn.at(minutes)),
        true,
        then == null ? null : Bounds.of(then.of80().orElse(null)),
        then == null ? null : Bounds.of(then.of90().orElse(null)));
  }
}
