package io.tidemark.forecast.replay;

import java.util.List;

/**
 * A figure of some posts that stands for the same figure of all posts like them.
 *
 * @param lower the lower end of its 95 % interval
 * @param upper the upper end
 */
public record Estimate(double value, double lower, double upper) {

  /**
   * An estimate of one part of the posts.
   *
   * @param weight of the part among the others
   */
  public record Part(Estimate of, double weight) {}

  /** In another unit: all three numbers times a factor above zero. */
  public Estimate times(double factor) {
    return new Estimate(factor * value, factor * lower, factor * upper);
  }

  /**
   * The weighted mean of estimates that are independent of each other. The distances to the ends
   * add up by their squares, each side for itself (the method of variance estimates recovery, Zou
   * and Donner 2008).
   *
   * @param parts at least one; the plain mean is taken where no part has a weight above zero
   */
  public static Estimate mean(List<Part> parts) {
    double weights = parts.stream().mapToDouble(Part::weight).sum();
    double value = 0;
    double below = 0;
    double above = 0;
    for (Part part : parts) {
      double share = weights > 0 ? part.weight() / weights : 1.0 / parts.size();
      Estimate of = part.of();
      value += share * of.value();
      below += square(share * (of.value() - of.lower()));
      above += square(share * (of.upper() - of.value()));
    }
    return new Estimate(value, value - Math.sqrt(below), value + Math.sqrt(above));
  }

  private static double square(double value) {
    return value * value;
  }
}
