package io.tidemark.forecast.replay;

import io.tidemark.forecast.Quantiles;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far a figure of some posts may be from that of all posts like them: the figure of 1,000 draws
 * of as many posts, with replacement. The interval is that between the quantiles of 2.5 and 97.5 %.
 * The same posts and seed give the same interval.
 */
public final class Bootstrap {

  private static final int DRAWS = 1_000;

  /** A draw in which there is less than this is taken to have as much. */
  private static final double LEAST_WHOLE = 1;

  private Bootstrap() {}

  /**
   * The mean over posts.
   *
   * @param values of the posts, at least one
   */
  public static Estimate mean(double[] values, long seed) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return ratio(values, ones, seed);
  }

  /**
   * The sum of one value over the sum of another.
   *
   * @param parts of the posts, at least one
   * @param wholes as many, none below zero; a sum below one counts as one
   */
  public static Estimate ratio(double[] parts, double[] wholes, long seed) {
    var random = new SplittableRandom(seed);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double part = 0;
      double whole = 0;
      for (int i = 0; i < parts.length; i++) {
        int post = random.nextInt(parts.length);
        part += parts[post];
        whole += wholes[post];
      }
      drawn[draw] = part / Math.max(LEAST_WHOLE, whole);
    }
    Arrays.sort(drawn);
    double value = Arrays.stream(parts).sum() / Math.max(LEAST_WHOLE, Arrays.stream(wholes).sum());
    return new Estimate(
        value,
        Math.min(value, Quantiles.of(drawn, 0.025)),
        Math.max(value, Quantiles.of(drawn, 0.975)));
  }
}
