package io.tidemark.forecast;

/**
 * What polling and not polling cost, for each cell of a model and all pairs of ages, at a price of
 * a poll. Costs are errors of the drawn curve over the horizon, weighted.
 *
 * <p>All costs lie in two flat arrays, the cells of a pair of ages one after the other, so that a
 * decision reads them from the front to the back. At a horizon of a day they take 0.8 MB.
 */
final class PolicyTables {

  /**
   * The mean distance of a counter from the straight line between two readings, in parts of the
   * square root of the increment's variance (a Brownian bridge has 0.31).
   */
  private static final double BRIDGE = 0.31;

  /** Increments vary twice as much as those of a Poisson process would. */
  private static final double VARIANCE = 2;

  /**
   * Curves are drawn along the shape that posts of the stream have on average, and the shape of one
   * post is known only in part when its readings are few: the mean of both errors counts.
   */
  private static final double ALONG_THE_SHAPE = 0.5;

  /** What a final count that is wrong counts beside the area that is missed. */
  private static final double FINAL_COUNT = 0.25;

  private final GrowthModel model;
  private final int size;
  private final int cells;
  private final float[] next;
  private final float[] stop;
  private final double price;

  private PolicyTables(GrowthModel model, double price) {
    this.model = model;
    this.price = price;
    size = model.ages().size();
    cells = model.cells();
    next = new float[size * (size - 1) / 2 * cells];
    stop = new float[size * cells];
  }

  /**
   * Builds them by induction from the horizon backwards.
   *
   * @param price of a poll, in parts of the mean weighted engagement of a post
   */
  static PolicyTables build(GrowthModel model, Weight weight, double price) {
    var tables = new PolicyTables(model, price * model.meanOfPost(weight));
    var errors = new ShapeErrors(model, ALONG_THE_SHAPE);
    double[] units = new double[model.levels()];
    double[] noises = new double[model.levels()];
    double horizon = model.ages().horizonMinutes();
    for (int level = 0; level < units.length; level++) {
      double engagement = model.level(level);
      double unit = weight.ofUnit(engagement) / horizon;
      units[level] = unit * engagement;
      noises[level] = unit * BRIDGE * Math.sqrt(VARIANCE * engagement);
    }
    double[] value = new double[tables.size * tables.cells];
    for (int age = tables.size - 2; age >= 0; age--) {
      tables.fill(age, errors, units, noises, value);
    }
    return tables;
  }

  private void fill(int age, ShapeErrors errors, double[] units, double[] noises, double[] value) {
    Ages ages = model.ages();
    double horizon = ages.horizonMinutes();
    int levels = model.levels();
    for (int shape = 0; shape < model.shapes(); shape++) {
      int first = shape * levels;
      double left = 1 - model.shareAt(shape, age);
      double missed = errors.afterLast(shape, age) + FINAL_COUNT * horizon * left;
      for (int level = 0; level < levels; level++) {
        stop[age * cells + first + level] = (float) (units[level] * missed);
        value[age * cells + first + level] = units[level] * missed;
      }
      for (int later = age + 1; later < size; later++) {
        double drawn = errors.between(shape, age, later);
        double share = model.shareAt(shape, later) - model.shareAt(shape, age);
        double noise = Math.sqrt(share) * (ages.minutes(later) - ages.minutes(age));
        int offset = offset(age, later) + first;
        for (int level = 0; level < levels; level++) {
          double cost =
              units[level] * drawn
                  + noises[level] * noise
                  + value[later * cells + first + level]
                  + price;
          next[offset + level] = (float) cost;
          int here = age * cells + first + level;
          value[here] = Math.min(value[here], cost);
        }
      }
    }
  }

  private int offset(int age, int later) {
    return (age * (2 * size - age - 1) / 2 + later - age - 1) * cells;
  }

  /** The expected cost of polling next at a later age, and as is best from there. */
  double next(Belief belief, int age, int later) {
    return belief.mean(next, offset(age, later));
  }

  /** The expected cost of never polling again. */
  double stop(Belief belief, int age) {
    return belief.mean(stop, age * cells);
  }

  /** Of a poll, in the unit of the costs. */
  double price() {
    return price;
  }

  long bytes() {
    return (long) Float.BYTES * (next.length + stop.length);
  }
}
