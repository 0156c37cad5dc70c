package io.tidemark.forecast;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the posts of a stream grow up to a horizon. A post is of one shape and one level, a
 * <i>cell</i>: its engagement at an age is about the level times the share that its shape has
 * reached then. Cells are numbered shape by shape: {@code shape * levels + level}.
 *
 * <p>Instances do not change and may be shared among threads.
 */
public final class GrowthModel {

  /** No model has more cells. */
  public static final int MOST_CELLS = 4_096;

  private final Ages ages;
  private final double[][] shapes;
  private final double[] weights;
  private final double[] levels;
  private final double[] logLevels;
  private final double[] prior;
  private final int curves;
  private final String source;
  private final @Nullable Calibration calibration;

  /**
   * @param shapes for each shape the share of the engagement at the horizon that is reached at each
   *     age: 0 at age zero, 1 at the horizon, increasing
   * @param weights how frequent each shape is; they sum to one
   * @param levels engagement at the horizon, increasing
   * @param prior how frequent each level is; they sum to one
   * @param curves the number of curves that it was learnt from
   * @param source where these came from, in a word or two, for the basis of forecasts
   * @param calibration null when too few curves stand behind it
   * @throws IllegalArgumentException when the parts do not fit together
   */
  public GrowthModel(
      Ages ages,
      double[][] shapes,
      double[] weights,
      double[] levels,
      double[] prior,
      int curves,
      String source,
      @Nullable Calibration calibration) {
    require(shapes.length > 0 && shapes.length == weights.length, "one weight for each shape");
    require(levels.length > 0 && levels.length == prior.length, "one prior for each level");
    require((long) shapes.length * levels.length <= MOST_CELLS, "at most 4,096 cells");
    require(curves >= 0, "a number of curves that is not negative");
    for (double[] shape : shapes) {
      require(shape.length == ages.size(), "one share for each age");
      require(shape[0] == 0 && Math.abs(shape[shape.length - 1] - 1) < 1e-6, "shares from 0 to 1");
      increasing(shape);
    }
    require(levels[0] > 0, "levels above zero");
    increasing(levels);
    require(Double.isFinite(levels[levels.length - 1]), "finite levels");
    requireSum(weights);
    requireSum(prior);
    require(
        calibration == null || calibration.fits(ages.size()),
        "one distance for each of its ages, zero or more");
    this.ages = ages;
    this.shapes = shapes;
    this.weights = weights;
    this.levels = levels;
    this.prior = prior;
    logLevels = Arrays.stream(levels).map(StrictMath::log).toArray();
    this.curves = curves;
    this.source = source;
    this.calibration = calibration;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("a growth model has " + what);
    }
  }

  private static void increasing(double[] values) {
    for (int i = 1; i < values.length; i++) {
      require(values[i] > values[i - 1], "increasing shares and levels");
    }
  }

  private static void requireSum(double[] parts) {
    double sum = 0;
    for (double part : parts) {
      require(part > 0, "weights and priors above zero");
      sum += part;
    }
    require(Math.abs(sum - 1) < 1e-3, "weights and priors that sum to one");
  }

  public Ages ages() {
    return ages;
  }

  public Duration horizon() {
    return ages.horizon();
  }

  public int shapes() {
    return shapes.length;
  }

  public int levels() {
    return levels.length;
  }

  public int cells() {
    return shapes.length * levels.length;
  }

  /** The engagement that posts of a level reach at the horizon. */
  public double level(int level) {
    return levels[level];
  }

  double logLevel(int level) {
    return logLevels[level];
  }

  public double weight(int shape) {
    return weights[shape];
  }

  public double prior(int level) {
    return prior[level];
  }

  /** The share of a shape at one of the ages. */
  double shareAt(int shape, int age) {
    return shapes[shape][age];
  }

  /** The share of a shape at any age, straight between two of the ages. */
  public double share(int shape, double minutes) {
    return ages.between(shapes[shape], minutes);
  }

  /** The mean over posts of what all the engagement of one counts. */
  double meanOfPost(Weight weight) {
    double mean = 0;
    for (int level = 0; level < levels.length; level++) {
      mean += prior[level] * weight.ofPost(levels[level]);
    }
    return mean;
  }

  /** The number of curves that it was learnt from. */
  public int curves() {
    return curves;
  }

  /** Where the curves came from. */
  public String source() {
    return source;
  }

  /** Empty when too few curves stand behind the model. */
  public Optional<Calibration> calibration() {
    return Optional.ofNullable(calibration);
  }

  /** The same with the calibration. */
  public GrowthModel calibrated(Calibration with) {
    return new GrowthModel(ages, shapes, weights, levels, prior, curves, source, with);
  }
}
