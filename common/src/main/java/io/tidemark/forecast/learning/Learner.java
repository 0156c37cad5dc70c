package io.tidemark.forecast.learning;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.KMeans.Clusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Learns a model: shapes by k-means over the curves with enough events, levels by the counts at the
 * horizon. The same curves and seed give the same model on every machine.
 */
public final class Learner {

  /** Shapes that are learnt, if there are curves for so many. */
  static final int SHAPES = 6;

  static final int LEVELS = 40;

  /** The level of posts that never move. */
  private static final double NEVER_MOVES = 0.03;

  /** The lowest of the other levels, which are equal steps of the logarithm apart. */
  private static final double LOWEST = 0.3;

  /** The highest level is at least this, and twice what was seen. */
  private static final double HIGHEST = 10;

  /** A curve with fewer events says little of its shape. */
  private static final int EVENTS = 30;

  /** Where fewer curves than this for each shape have as many events, those with most are taken. */
  private static final int CURVES_FOR_A_SHAPE = 5;

  /** The standard deviation by which the logarithms of the counts are smoothed. */
  private static final double SMOOTHING = 0.35;

  /** No shape is less frequent than this, and no level than this part of it. */
  private static final double RAREST = 0.01;

  private static final double RAREST_LEVEL = 1e-6;

  /** How frequent each of the {@link UnseenShape}s is taken to be. */
  private static final double UNSEEN_WEIGHT = 0.02;

  /** What every shape grows in a minute at least, so that nothing is impossible. */
  private static final double SLOPE = 1e-6;

  private Learner() {}

  /**
   * Learns without calibration.
   *
   * @param source where the curves came from, in a word or two
   * @throws BadCurvesException when no curve grows
   */
  public static GrowthModel learn(
      List<RecordedCurve> curves, Duration horizon, String source, long seed) {
    return learn(curves, horizon, source, seed, () -> {});
  }

  /**
   * As above.
   *
   * @param check called now and then; what it throws ends the work
   */
  static GrowthModel learn(
      List<RecordedCurve> curves, Duration horizon, String source, long seed, Runnable check) {
    Ages ages = Ages.upTo(horizon);
    double[] finals = new double[curves.size()];
    double most = 0;
    for (int i = 0; i < finals.length; i++) {
      check.run();
      finals[i] = curves.get(i).at(Ages.inMinutes(horizon));
      most = Math.max(most, finals[i]);
    }
    double[] levels = levels(Math.max(HIGHEST, 2 * most));
    Clusters clusters = clusters(curves, ages, seed, check);
    int learnt = clusters.centres().length;
    double[][] shapes = new double[learnt + UnseenShape.values().length][];
    double[] weights = new double[shapes.length];
    double all = Arrays.stream(clusters.sizes()).sum();
    for (int shape = 0; shape < learnt; shape++) {
      shapes[shape] = shape(clusters.centres()[shape], ages);
      weights[shape] = clusters.sizes()[shape] / all;
    }
    int next = learnt;
    for (UnseenShape unseen : UnseenShape.values()) {
      shapes[next] = shape(unseen.shares(ages), ages);
      weights[next] = UNSEEN_WEIGHT;
      next++;
    }
    return new GrowthModel(
        ages,
        shapes,
        frequencies(weights, RAREST),
        levels,
        frequencies(prior(levels, finals, check), RAREST_LEVEL),
        curves.size(),
        source,
        null);
  }

  private static double[] levels(double highest) {
    double[] levels = new double[LEVELS];
    levels[0] = NEVER_MOVES;
    double step = StrictMath.log(highest / LOWEST) / (LEVELS - 2);
    for (int level = 1; level < LEVELS; level++) {
      levels[level] = ModelFormat.rounded(LOWEST * StrictMath.exp((level - 1) * step));
    }
    return levels;
  }

  private static Clusters clusters(
      List<RecordedCurve> curves, Ages ages, long seed, Runnable check) {
    double horizon = ages.minutes(ages.size() - 1);
    List<RecordedCurve> largest =
        curves.stream()
            .filter(curve -> curve.at(horizon) > 0)
            .sorted(Comparator.comparingLong((RecordedCurve curve) -> curve.at(horizon)).reversed())
            .toList();
    List<double[]> shares = new ArrayList<>();
    for (RecordedCurve curve : largest) {
      check.run();
      double whole = curve.at(horizon);
      if (whole < EVENTS && shares.size() >= CURVES_FOR_A_SHAPE * SHAPES) {
        break;
      }
      double[] share = new double[ages.size()];
      for (int age = 1; age < share.length; age++) {
        share[age] = curve.at(ages.minutes(age)) / whole;
      }
      shares.add(share);
    }
    if (shares.isEmpty()) {
      throw new BadCurvesException("There is nothing to learn from: no curve grows.");
    }
    return KMeans.cluster(
        shares.toArray(double[][]::new),
        Math.min(SHAPES, shares.size()),
        new SplittableRandom(seed),
        check);
  }

  /** The share that is reached at each age: never falling, zero at first, one at the horizon. */
  private static double[] shape(double[] centre, Ages ages) {
    double[] shape = new double[centre.length];
    double highest = 0;
    for (int age = 1; age < shape.length; age++) {
      highest = Math.max(highest, centre[age]);
      shape[age] = highest + SLOPE * ages.minutes(age);
    }
    double whole = shape[shape.length - 1];
    for (int age = 1; age < shape.length; age++) {
      shape[age] = ModelFormat.rounded(shape[age] / whole);
    }
    return shape;
  }

  private static double[] prior(double[] levels, double[] finals, Runnable check) {
    double[] prior = new double[levels.length];
    double[] near = new double[levels.length];
    for (double reached : finals) {
      check.run();
      double log = StrictMath.log(Math.max(reached, NEVER_MOVES));
      double sum = 0;
      for (int level = 0; level < near.length; level++) {
        double off = (StrictMath.log(levels[level]) - log) / SMOOTHING;
        near[level] = StrictMath.exp(-off * off / 2);
        sum += near[level];
      }
      for (int level = 0; level < near.length; level++) {
        prior[level] += near[level] / sum;
      }
    }
    return prior;
  }

  /** Parts of one; none is rarer than that. */
  private static double[] frequencies(double[] counts, double rarest) {
    double all = 0;
    for (double count : counts) {
      all += count;
    }
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(counts[i] / all, rarest);
      sum += counts[i];
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = ModelFormat.rounded(counts[i] / sum);
    }
    return counts;
  }
}
