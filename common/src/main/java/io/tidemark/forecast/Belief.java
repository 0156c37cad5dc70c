package io.tidemark.forecast;

import java.time.Duration;

/**
 * What the readings of one post tell about its shape and level: the posterior over the cells of the
 * model. The increment between two readings is taken for negative-binomial with the mean that the
 * cell predicts and size one, which forgives bursts.
 *
 * <p>Instances do not change.
 */
public final class Belief {

  /** No cell becomes impossible, whatever was read. */
  private static final double LEAST = 1e-12;

  /** Of the logarithm of a likelihood beside the highest one; no exponential is needed below it. */
  private static final double NEGLIGIBLE = -28;

  private final GrowthModel model;
  private final double[] posterior;
  private final double minutes;
  private final long count;
  private final int readings;

  private Belief(GrowthModel model, double[] posterior, double minutes, long count, int readings) {
    this.model = model;
    this.posterior = posterior;
    this.minutes = minutes;
    this.count = count;
    this.readings = readings;
  }

  /** Before any reading: age zero, counter zero. */
  public static Belief prior(GrowthModel model) {
    double[] cells = new double[model.cells()];
    double sum = 0;
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      for (int level = 0; level < model.levels(); level++, cell++) {
        cells[cell] = model.weight(shape) * model.prior(level);
        sum += cells[cell];
      }
    }
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] /= sum;
    }
    return new Belief(model, cells, 0, 0, 0);
  }

  /** After all readings, in the order of their ages. */
  public static Belief of(GrowthModel model, Iterable<Reading> readings) {
    Belief belief = prior(model);
    for (Reading reading : readings) {
      belief = belief.after(reading);
    }
    return belief;
  }

  /**
   * After a further reading. A counter that fell is no increment: it is where the next increment
   * begins, and changes nothing else. Counters that were absent or doubtful are no readings. A
   * reading that is not later than the last one replaces its counter if it is higher.
   */
  public Belief after(Reading reading) {
    double now = Ages.inMinutes(reading.age());
    if (now <= minutes) {
      return new Belief(model, posterior, minutes, Math.max(count, reading.count()), readings);
    }
    double[] after =
        reading.count() < count ? posterior : updated(minutes, now, reading.count() - count);
    return new Belief(model, after, now, reading.count(), readings + 1);
  }

  private double[] updated(double from, double to, long increment) {
    int levels = model.levels();
    double[] after = new double[posterior.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      double share = model.share(shape, to) - model.share(shape, from);
      if (share <= 0) {
        return posterior;
      }
      double logShare = Math.log(share);
      for (int level = 0; level < levels; level++, cell++) {
        double mean = model.level(level) * share;
        // Of the geometric distribution: (mean / (1 + mean))^increment / (1 + mean).
        double likelihood = -Math.log1p(mean);
        if (increment > 0) {
          likelihood += increment * (model.logLevel(level) + logShare + likelihood);
        }
        after[cell] = likelihood;
        most = Math.max(most, likelihood);
      }
    }
    double top = 0;
    for (int cell = 0; cell < after.length; cell++) {
      double relative = after[cell] - most;
      after[cell] = relative < NEGLIGIBLE ? 0 : posterior[cell] * Math.exp(relative);
      top = Math.max(top, after[cell]);
    }
    double sum = 0;
    for (int cell = 0; cell < after.length; cell++) {
      after[cell] = Math.max(after[cell], LEAST * top);
      sum += after[cell];
    }
    for (int cell = 0; cell < after.length; cell++) {
      after[cell] /= sum;
    }
    return after;
  }

  public GrowthModel model() {
    return model;
  }

  /** The age at the last reading; zero before the first. */
  public Duration age() {
    return Ages.ofMinutes(minutes);
  }

  double minutes() {
    return minutes;
  }

  /** The counter at the last reading; zero before the first. */
  public long count() {
    return count;
  }

  /** The number of readings, each at an age of its own. */
  public int readings() {
    return readings;
  }

  /** The probability of a cell. */
  public double probability(int cell) {
    return posterior[cell];
  }

  /** The mean of a value that each cell has, laid out one after the other from an offset on. */
  double mean(float[] values, int offset) {
    double even = 0;
    double odd = 0;
    int cell = 0;
    // Two sums, so that an addition need not wait for the one before it.
    for (; cell + 1 < posterior.length; cell += 2) {
      even += posterior[cell] * values[offset + cell];
      odd += posterior[cell + 1] * values[offset + cell + 1];
    }
    return cell < posterior.length
        ? even + odd + posterior[cell] * values[offset + cell]
        : even + odd;
  }

  /** The share of the engagement at each of the ages, as posts of this belief reach it. */
  double[] shares() {
    double[] shares = new double[model.ages().size()];
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      double probability = 0;
      for (int level = 0; level < model.levels(); level++, cell++) {
        probability += posterior[cell];
      }
      for (int age = 0; age < shares.length; age++) {
        shares[age] += probability * model.shareAt(shape, age);
      }
    }
    return shares;
  }

  /** The expected growth from one age to a later one. */
  public double expectedGrowth(Duration from, Duration to) {
    double growth = 0;
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      double share =
          model.share(shape, Ages.inMinutes(to)) - model.share(shape, Ages.inMinutes(from));
      for (int level = 0; level < model.levels(); level++, cell++) {
        growth += posterior[cell] * model.level(level) * share;
      }
    }
    return growth;
  }

  /** The growth from one age to a later one that is exceeded with a probability of a half. */
  double medianGrowth(double from, double to) {
    return Quantiles.median(growth(from, to), posterior);
  }

  /**
   * The standard deviation of the logarithm of one plus the growth from one age to a later one: as
   * the cells differ, and as counts do by chance.
   */
  double spreadOfGrowth(double from, double to) {
    double[] growth = growth(from, to);
    double mean = 0;
    double square = 0;
    double chance = 0;
    for (int cell = 0; cell < growth.length; cell++) {
      double log = Math.log1p(growth[cell]);
      mean += posterior[cell] * log;
      square += posterior[cell] * log * log;
      chance += posterior[cell] * growth[cell] / ((1 + growth[cell]) * (1 + growth[cell]));
    }
    return Math.sqrt(Math.max(0, square - mean * mean) + chance);
  }

  /** The growth that each cell expects. */
  private double[] growth(double from, double to) {
    double[] growth = new double[posterior.length];
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      double share = model.share(shape, to) - model.share(shape, from);
      for (int level = 0; level < model.levels(); level++, cell++) {
        growth[cell] = model.level(level) * share;
      }
    }
    return growth;
  }
}
