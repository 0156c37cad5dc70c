package io.tidemark.forecast;

import java.time.Duration;
import java.util.SplittableRandom;

/** Models and posts that are drawn at random. */
public final class Streams {

  private Streams() {}

  /** A model with so many shapes, from quick to slow, and a long tail of levels. */
  public static GrowthModel model(int shapes, int levels, long seed) {
    var random = new SplittableRandom(seed);
    Ages ages = Ages.upTo(Duration.ofDays(1));
    double[][] shares = new double[shapes][ages.size()];
    double[] weights = new double[shapes];
    for (int shape = 0; shape < shapes; shape++) {
      double half = random.nextDouble(20, 500);
      double steep = random.nextDouble(0.6, 1.5);
      double whole = reached(ages.minutes(ages.size() - 1), half, steep);
      for (int age = 1; age < ages.size(); age++) {
        shares[shape][age] = reached(ages.minutes(age), half, steep) / whole;
      }
      weights[shape] = random.nextDouble(0.5, 1.5);
    }
    double[] grid = new double[levels];
    double[] prior = new double[levels];
    for (int level = 0; level < levels; level++) {
      grid[level] = level == 0 ? 0.03 : 0.3 * Math.pow(5_000, (level - 1.0) / (levels - 1));
      prior[level] = level == 0 ? 0.3 : random.nextDouble(0.5, 1.5) / (level + 1);
    }
    return new GrowthModel(
        ages, shares, parts(weights), grid, parts(prior), 1_000, "a drawn stream", null);
  }

  private static double reached(double minutes, double half, double steep) {
    double power = Math.pow(minutes / half, steep);
    return power / (1 + power);
  }

  private static double[] parts(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }

  /** The counters of a post of the model at each of its ages. */
  public static long[] post(GrowthModel model, SplittableRandom random) {
    double level = model.level(drawn(model.levels(), model::prior, random));
    int shape = drawn(model.shapes(), model::weight, random);
    long[] counts = new long[model.ages().size()];
    for (int age = 1; age < counts.length; age++) {
      double mean = level * (model.shareAt(shape, age) - model.shareAt(shape, age - 1));
      double increment = Math.log(1 - random.nextDouble()) / (Math.log(mean) - Math.log1p(mean));
      counts[age] = counts[age - 1] + (long) increment;
    }
    return counts;
  }

  private static int drawn(
      int size, java.util.function.IntToDoubleFunction weight, SplittableRandom random) {
    double left = random.nextDouble();
    int index = 0;
    while (index + 1 < size && left >= weight.applyAsDouble(index)) {
      left -= weight.applyAsDouble(index);
      index++;
    }
    return index;
  }

  /** The counter of a post at one of the ages of the model. */
  public static long at(GrowthModel model, long[] post, Duration age) {
    int index = model.ages().indexAt(Ages.inMinutes(age));
    return post[index];
  }
}
