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
  private final Last last;
  private final int readings;

  /**
   * What the next increment begins with.
   *
   * @param minutes the age at the last reading
   * @param count the counter then
   * @param learntAt the age at the last reading that told something of the cell
   * @param highest the highest counter so far
   */
  private record Last(double minutes, long count, double learntAt, long highest) {}

  private Belief(GrowthModel model, double[] posterior, Last last, int readings) {
    this.model = model;
    this.posterior = posterior;
    this.last = last;
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
    return new Belief(model, cells, new Last(0, 0, 0, 0), 0);
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
   * After a further reading. Growth is what exceeds the highest counter so far: one that fell and
   * rises again grows only beyond where it was. A counter that is lower than the one before tells
   * nothing of the cell; the reading after it tells of the whole time since the last that did.
   * Counters that were absent or doubtful are no readings. A reading that is not later than the
   * last one replaces its counter if it is higher.
   */
  public Belief after(Reading reading) {
    double now = Ages.inMinutes(reading.age());
    long count = reading.count();
    long highest = Math.max(last.highest(), count);
    if (now <= last.minutes()) {
      var higher =
          new Last(last.minutes(), Math.max(last.count(), count), last.learntAt(), highest);
      return new Belief(model, posterior, higher, readings);
    }
    if (count < last.count()) {
      var fallen = new Last(now, count, last.learntAt(), highest);
      return new Belief(model, posterior, fallen, readings + 1);
    }
    double[] after = updated(last.learntAt(), now, highest - last.highest());
    return new Belief(model, after, new Last(now, count, now, highest), readings + 1);
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
      double logShare = StrictMath.log(share);
      for (int level = 0; level < levels; level++, cell++) {
        double mean = model.level(level) * share;
        // Of the geometric distribution: (mean / (1 + mean))^increment / (1 + mean).
        double likelihood = -StrictMath.log1p(mean);
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
      after[cell] = relative < NEGLIGIBLE ? 0 : posterior[cell] * StrictMath.exp(relative);
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
    return Ages.ofMinutes(last.minutes());
  }

  double minutes() {
    return last.minutes();
  }

  /** The counter at the last reading; zero before the first. */
  public long count() {
    return last.count();
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
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int cell = 0;
    // Four sums, so that an addition need not wait for the one before it.
    for (; cell + 3 < posterior.length; cell += 4) {
      int at = offset + cell;
      first += posterior[cell] * values[at];
      second += posterior[cell + 1] * values[at + 1];
      third += posterior[cell + 2] * values[at + 2];
      fourth += posterior[cell + 3] * values[at + 3];
    }
    for (; cell < posterior.length; cell++) {
      first += posterior[cell] * values[offset + cell];
    }
    return first + second + (third + fourth);
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
      double log = StrictMath.log1p(growth[cell]);
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
