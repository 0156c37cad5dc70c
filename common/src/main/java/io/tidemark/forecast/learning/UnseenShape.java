package io.tidemark.forecast.learning;

import io.tidemark.forecast.Ages;

/**
 * Shapes that every model has, whatever was seen. Without them a post that is unlike all curves is
 * given up too early.
 */
enum UnseenShape {
  /** Most of it within an hour. */
  QUICK {
    @Override
    double reached(double minutes, double horizon) {
      return 1 - StrictMath.exp(-minutes / 45);
    }
  },
  /** Most of it within some hours. */
  OF_HOURS {
    @Override
    double reached(double minutes, double horizon) {
      return 1 - StrictMath.exp(-minutes / 240);
    }
  },
  STEADY {
    @Override
    double reached(double minutes, double horizon) {
      return minutes / horizon;
    }
  },
  LATE {
    @Override
    double reached(double minutes, double horizon) {
      return StrictMath.pow(minutes / horizon, 3);
    }
  };

  /** What is reached at each age, in parts of what is reached at the horizon. */
  final double[] shares(Ages ages) {
    double[] shares = ages.toArray();
    double horizon = shares[shares.length - 1];
    double whole = reached(horizon, horizon);
    for (int age = 0; age < shares.length; age++) {
      shares[age] = reached(shares[age], horizon) / whole;
    }
    return shares;
  }

  abstract double reached(double minutes, double horizon);
}
