package io.tidemark.forecast;

/**
 * Areas between a shape and what two readings draw of it, in minutes for an engagement of one. The
 * shapes are straight between the ages, so that the areas are exact.
 */
final class ShapeErrors {

  private final GrowthModel model;
  private final double[] mean;
  private final double alongTheShape;

  /**
   * @param alongTheShape how much of the error of drawing along the mean shape counts; the rest is
   *     that of a straight line
   */
  ShapeErrors(GrowthModel model, double alongTheShape) {
    this.model = model;
    this.alongTheShape = alongTheShape;
    mean = new double[model.ages().size()];
    for (int age = 0; age < mean.length; age++) {
      for (int shape = 0; shape < model.shapes(); shape++) {
        mean[age] += model.weight(shape) * model.shareAt(shape, age);
      }
    }
  }

  /** Between readings at two of the ages. */
  double between(int shape, int from, int to) {
    Ages ages = model.ages();
    double start = ages.minutes(from);
    double straight = (share(shape, to) - share(shape, from)) / (ages.minutes(to) - start);
    double along = (share(shape, to) - share(shape, from)) / (mean[to] - mean[from]);
    double straightArea = 0;
    double alongArea = 0;
    double lastStraight = 0;
    double lastAlong = 0;
    for (int age = from + 1; age <= to; age++) {
      double width = ages.minutes(age) - ages.minutes(age - 1);
      double grown = share(shape, age) - share(shape, from);
      double offStraight = grown - straight * (ages.minutes(age) - start);
      double offAlong = grown - along * (mean[age] - mean[from]);
      straightArea += width * area(lastStraight, offStraight);
      alongArea += width * area(lastAlong, offAlong);
      lastStraight = offStraight;
      lastAlong = offAlong;
    }
    return alongTheShape * alongArea + (1 - alongTheShape) * straightArea;
  }

  /** After a last reading, when the counter is taken to stay as it was. */
  double afterLast(int shape, int from) {
    double area = 0;
    for (int age = from + 1; age < mean.length; age++) {
      double width = model.ages().minutes(age) - model.ages().minutes(age - 1);
      area += width * (share(shape, age - 1) + share(shape, age) - 2 * share(shape, from)) / 2;
    }
    return area;
  }

  private double share(int shape, int age) {
    return model.shareAt(shape, age);
  }

  /** The mean distance from zero on a straight way between two values. */
  private static double area(double from, double to) {
    double first = Math.abs(from);
    double last = Math.abs(to);
    return from * to >= 0
        ? (first + last) / 2
        : (first * first + last * last) / (2 * (first + last));
  }
}
