package io.tidemark.forecast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The model and the policy once more, written for the eye alone: sums over minutes instead of exact
 * areas, recursion instead of tables, the probabilities of the negative binomial distribution by
 * factorials.
 */
final class SlowReference {

  /** Of drawing along the mean shape; the other half is of straight lines. */
  private static final double ALONG = 0.5;

  private static final double STEPS_OF_A_MINUTE = 1;

  private final GrowthModel model;
  private final Weight weight;
  private final double price;
  private final Map<List<Integer>, Double> values = new HashMap<>();
  private final Map<List<Integer>, Double> areas = new HashMap<>();

  SlowReference(GrowthModel model, Weight weight, double price) {
    this.model = model;
    this.weight = weight;
    double mean = 0;
    for (int level = 0; level < model.levels(); level++) {
      mean +=
          model.prior(level) * Math.max(3, model.level(level)) * weight.ofUnit(model.level(level));
    }
    this.price = price * mean;
  }

  /**
   * The posterior after readings at some of the ages. Of a counter that fell, the time until it
   * rises again belongs to the next increment, which is what exceeds the highest before.
   */
  double[] posterior(int[] ages, long[] counts) {
    double[] cells = new double[model.cells()];
    for (int cell = 0; cell < cells.length; cell++) {
      int shape = cell / model.levels();
      int level = cell % model.levels();
      double log = Math.log(model.weight(shape) * model.prior(level));
      double from = 0;
      long before = 0;
      long highest = 0;
      for (int i = 0; i < ages.length; i++) {
        if (counts[i] >= before) {
          double to = model.ages().minutes(ages[i]);
          double mean = model.level(level) * (model.share(shape, to) - model.share(shape, from));
          log += negativeBinomial(Math.max(0, counts[i] - highest), mean, 1);
          from = to;
          highest = Math.max(highest, counts[i]);
        }
        before = counts[i];
      }
      cells[cell] = log;
    }
    double most = Double.NEGATIVE_INFINITY;
    for (double log : cells) {
      most = Math.max(most, log);
    }
    double sum = 0;
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = Math.exp(cells[cell] - most);
      sum += cells[cell];
    }
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] /= sum;
    }
    return cells;
  }

  /** The logarithm of the probability of a count, for a mean and a size. */
  private static double negativeBinomial(long count, double mean, double size) {
    double log = 0;
    for (long i = 1; i <= count; i++) {
      log += Math.log((size + i - 1) / i) + Math.log(mean / (mean + size));
    }
    return log + size * Math.log(size / (mean + size));
  }

  /** The age of the next poll, or -1 when the post is not polled again. */
  int next(double[] posterior, int age) {
    int best = -1;
    double least = expected(posterior, cell -> stop(cell, age));
    for (int later = age + 1; later < model.ages().size(); later++) {
      int to = later;
      double cost = expected(posterior, cell -> between(cell, age, to) + value(cell, to)) + price;
      if (cost < least) {
        least = cost;
        best = later;
      }
    }
    return best;
  }

  double expected(double[] posterior, java.util.function.IntToDoubleFunction ofCell) {
    double sum = 0;
    for (int cell = 0; cell < posterior.length; cell++) {
      sum += posterior[cell] * ofCell.applyAsDouble(cell);
    }
    return sum;
  }

  private double value(int cell, int age) {
    Double known = values.get(List.of(cell, age));
    if (known != null) {
      return known;
    }
    double value = stop(cell, age);
    for (int later = age + 1; later < model.ages().size(); later++) {
      value = Math.min(value, between(cell, age, later) + value(cell, later) + price);
    }
    values.put(List.of(cell, age), value);
    return value;
  }

  double stop(int cell, int age) {
    int shape = cell / model.levels();
    double level = model.level(cell % model.levels());
    double horizon = Ages.inMinutes(model.horizon());
    double from = model.ages().minutes(age);
    double reached = model.share(shape, from);
    Double known = areas.get(List.of(shape, age, -1));
    double area =
        known == null
            ? sum(from, horizon, minutes -> model.share(shape, minutes) - reached)
            : known;
    areas.put(List.of(shape, age, -1), area);
    return weight.ofUnit(level) / horizon * level * (area + 0.25 * horizon * (1 - reached));
  }

  double between(int cell, int age, int later) {
    int shape = cell / model.levels();
    double level = model.level(cell % model.levels());
    double from = model.ages().minutes(age);
    double to = model.ages().minutes(later);
    double grown = model.share(shape, to) - model.share(shape, from);
    Double known = areas.get(List.of(shape, age, later));
    double area = known == null ? area(shape, from, to) : known;
    areas.put(List.of(shape, age, later), area);
    double noise = 0.31 * Math.sqrt(2 * level * grown) * (to - from);
    return weight.ofUnit(level) / Ages.inMinutes(model.horizon()) * (level * area + noise);
  }

  private double area(int shape, double from, double to) {
    double start = model.share(shape, from);
    double grown = model.share(shape, to) - start;
    double straight =
        sum(
            from,
            to,
            minutes ->
                Math.abs(
                    model.share(shape, minutes) - start - grown * (minutes - from) / (to - from)));
    double first = mean(from);
    double whole = mean(to) - first;
    double along =
        sum(
            from,
            to,
            minutes ->
                Math.abs(
                    model.share(shape, minutes) - start - grown * (mean(minutes) - first) / whole));
    return ALONG * along + (1 - ALONG) * straight;
  }

  private double mean(double minutes) {
    double mean = 0;
    for (int shape = 0; shape < model.shapes(); shape++) {
      mean += model.weight(shape) * model.share(shape, minutes);
    }
    return mean;
  }

  private static double sum(double from, double to, java.util.function.DoubleUnaryOperator height) {
    int steps = (int) Math.ceil((to - from) * STEPS_OF_A_MINUTE);
    double step = (to - from) / steps;
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      sum += step * height.applyAsDouble(from + (i + 0.5) * step);
    }
    return sum;
  }
}
