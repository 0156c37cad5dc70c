package io.tidemark.forecast;

/**
 * Finds the price of a poll at which a goal is met. Called once an hour, with what happened in that
 * hour.
 */
public final class PriceController {

  /** The bounds of the price. */
  public static final double LEAST = 1e-5;

  public static final double MOST = 10;

  private static final double GAIN = 0.4;

  /** An error is known a day late, so that each hour may follow it by a part only. */
  private static final double GAIN_OF_ERRORS = GAIN / 24;

  /** No step is larger, whatever an hour brought. */
  private static final double LARGEST_STEP = 1;

  private PriceController() {}

  /**
   * The price for the next hour.
   *
   * @param price of the hour that passed
   */
  public static double next(double price, Goal goal, Goal.Spent spent) {
    double gain = goal instanceof Goal.ErrorPercent ? GAIN_OF_ERRORS : GAIN;
    double step = gain * (goal.ratio(spent) - 1);
    double bounded = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step));
    return Math.max(LEAST, Math.min(MOST, price * Math.exp(bounded)));
  }
}
