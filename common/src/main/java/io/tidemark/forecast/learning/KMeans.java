package io.tidemark.forecast.learning;

import java.util.random.RandomGenerator;

/**
 * Clusters of points by Lloyd's algorithm, begun with k-means++ (Arthur and Vassilvitskii, 2007),
 * the best of several tries.
 */
final class KMeans {

  private static final int TRIES = 8;
  private static final int MOST_STEPS = 100;

  /**
   * Clusters.
   *
   * @param centres the mean of the points of each
   * @param sizes the number of points of each
   * @param inertia the sum of squared distances of the points from the centre of theirs
   */
  record Clusters(double[][] centres, int[] sizes, double inertia) {}

  private final double[][] points;
  private final Runnable check;
  private final int[] clusterOf;

  private KMeans(double[][] points, Runnable check) {
    this.points = points;
    this.check = check;
    clusterOf = new int[points.length];
  }

  /**
   * @param k the number of clusters, at most that of the points
   * @param check called before each step; what it throws ends the work
   */
  static Clusters cluster(double[][] points, int k, RandomGenerator random, Runnable check) {
    var kMeans = new KMeans(points, check);
    Clusters best = kMeans.attempt(k, random);
    for (int i = 1; i < TRIES; i++) {
      Clusters other = kMeans.attempt(k, random);
      best = other.inertia() < best.inertia() ? other : best;
    }
    return best;
  }

  private Clusters attempt(int k, RandomGenerator random) {
    double[][] centres = begin(k, random);
    double inertia = assign(centres);
    int[] sizes = new int[k];
    for (int step = 0; step < MOST_STEPS; step++) {
      check.run();
      sizes = move(centres);
      double moved = assign(centres);
      if (moved >= inertia) {
        break;
      }
      inertia = moved;
    }
    return new Clusters(centres, sizes, inertia);
  }

  /** Each further centre is a point, drawn by its squared distance from those before. */
  private double[][] begin(int k, RandomGenerator random) {
    double[][] centres = new double[k][];
    double[] distances = new double[points.length];
    java.util.Arrays.fill(distances, 1);
    for (int centre = 0; centre < k; centre++) {
      double sum = 0;
      for (double distance : distances) {
        sum += distance;
      }
      double drawn = random.nextDouble() * sum;
      int point = 0;
      while (point + 1 < points.length && drawn >= distances[point]) {
        drawn -= distances[point];
        point++;
      }
      centres[centre] = points[point].clone();
      for (int i = 0; i < points.length; i++) {
        double distance = squared(points[i], centres[centre]);
        distances[i] = centre == 0 ? distance : Math.min(distances[i], distance);
      }
    }
    return centres;
  }

  private double assign(double[][] centres) {
    double inertia = 0;
    for (int i = 0; i < points.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int centre = 0; centre < centres.length; centre++) {
        double distance = squared(points[i], centres[centre]);
        if (distance < least) {
          least = distance;
          clusterOf[i] = centre;
        }
      }
      inertia += least;
    }
    return inertia;
  }

  /** Moves each centre to the mean of its points; one without points stays. */
  private int[] move(double[][] centres) {
    int[] sizes = new int[centres.length];
    double[][] sums = new double[centres.length][points[0].length];
    for (int i = 0; i < points.length; i++) {
      sizes[clusterOf[i]]++;
      double[] sum = sums[clusterOf[i]];
      for (int d = 0; d < sum.length; d++) {
        sum[d] += points[i][d];
      }
    }
    for (int centre = 0; centre < centres.length; centre++) {
      for (int d = 0; sizes[centre] > 0 && d < sums[centre].length; d++) {
        centres[centre][d] = sums[centre][d] / sizes[centre];
      }
    }
    return sizes;
  }

  private static double squared(double[] point, double[] centre) {
    double sum = 0;
    for (int d = 0; d < point.length; d++) {
      double off = point[d] - centre[d];
      sum += off * off;
    }
    return sum;
  }
}
