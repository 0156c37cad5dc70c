package io.tidemark.forecast;

import java.time.Duration;

/** A model learnt for one horizon, used for another. */
public final class Horizons {

  private Horizons() {}

  /**
   * The same stream up to another horizon. Beyond the one that it was learnt for, each doubling of
   * the age brings half of what the one before brought, as recorded retweet cascades of seven days
   * do. The calibration is left out: it holds for the learnt horizon alone.
   *
   * @return the model itself when the horizon is its own
   * @throws IllegalArgumentException when there are no {@link Ages} up to that horizon
   */
  public static GrowthModel move(GrowthModel model, Duration horizon) {
    if (horizon.equals(model.horizon())) {
      return model;
    }
    Ages ages = Ages.upTo(horizon);
    double[][] shapes = new double[model.shapes()][ages.size()];
    double[] weights = new double[model.shapes()];
    double reached = 0;
    for (int shape = 0; shape < shapes.length; shape++) {
      double share = extended(model, shape, Ages.inMinutes(horizon));
      for (int age = 0; age < ages.size(); age++) {
        shapes[shape][age] = extended(model, shape, ages.minutes(age)) / share;
      }
      weights[shape] = model.weight(shape);
      reached += weights[shape] * share;
    }
    double[] levels = new double[model.levels()];
    double[] prior = new double[model.levels()];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = model.level(level) * reached;
      prior[level] = model.prior(level);
    }
    return new GrowthModel(
        ages, shapes, weights, levels, prior, model.curves(), model.source(), null);
  }

  private static double extended(GrowthModel model, int shape, double minutes) {
    double learnt = Ages.inMinutes(model.horizon());
    if (minutes <= learnt) {
      return model.share(shape, minutes);
    }
    double lastDoubling = 1 - model.share(shape, learnt / 2);
    return 1 + lastDoubling * (1 - learnt / minutes);
  }
}
