package io.tidemark.forecast;

import io.tidemark.forecast.Goal.ErrorPercent;
import io.tidemark.forecast.Goal.PollsPerTweet;
import io.tidemark.forecast.Goal.Spent;
import io.tidemark.forecast.Goal.UsdPerDay;
import java.time.Duration;

/**
 * Finds the price of a poll at which a goal is met over a day. Called once an hour, with what
 * happened in that hour.
 *
 * <p>An hour alone says little: by day a stream brings many posts whose polls are still to come,
 * and at night it pays for those of the day. What an hour should have spent therefore follows its
 * own posts by a quarter and the mean hour of the last day by the rest, which is about how the
 * polls of posts are spread over a horizon of a day. The difference is divided by what a mean hour
 * spends. Divided by what the hour itself should have spent, an hour of the night would count more
 * than one of the day, and a stream with a rhythm would miss its goal by a tenth.
 *
 * <p>Steps are small, so that the price hardly follows the rhythm of a day. Only a goal in dollars
 * takes larger ones, when an hour spent far more or less than it should, and more than chance
 * explains: when a stream grows to its fivefold, the polls of each post must fall to a fifth.
 */
public final class PriceController {

  /** The bounds of the price. */
  public static final double LEAST = 1e-5;

  public static final double MOST = 10;

  private static final double GAIN = 0.1;

  /** An error is known a day late, so that each hour may follow it by a part only. */
  private static final double GAIN_OF_ERRORS = 1 / 60.0;

  /** No step is larger, whatever an hour brought. */
  private static final double LARGEST_STEP = 1;

  /** How far the spending of an hour follows the posts of the same hour. */
  private static final double OF_THE_HOUR = 0.25;

  /** An hour with more posts than so many mean ones is no longer taken for the rhythm of a day. */
  private static final double MOST_OF_THE_RHYTHM = 2;

  /** Beyond this part of a mean hour, steps grow with the square of the excess. */
  private static final double LARGE = 0.27;

  /** What chance adds to it, by the square root of the polls of the hour. */
  private static final double CHANCE = 1;

  private static final double MOST_GROWN = 4;

  private static final double HOUR = Duration.ofHours(1).toMillis();

  private PriceController() {}

  /**
   * The price for the next hour.
   *
   * @param price of the hour that passed
   */
  public static double next(double price, Goal goal, Spent spent) {
    double step = Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step(goal, spent)));
    return Math.max(LEAST, Math.min(MOST, price * StrictMath.exp(step)));
  }

  private static double step(Goal goal, Spent spent) {
    return switch (goal) {
      case PollsPerTweet polls -> GAIN * excess(polls, spent);
      case UsdPerDay dollars -> GAIN * grown(excess(dollars, spent), spent.polls());
      case ErrorPercent error ->
          spent.errorPercent() > 0
              ? GAIN_OF_ERRORS * (error.percent() / spent.errorPercent() - 1)
              : 0;
    };
  }

  /** The polls that were too many, in those of a mean hour. */
  private static double excess(PollsPerTweet goal, Spent spent) {
    double mean = spent.postsPerHour() * hours(spent);
    double posts = OF_THE_HOUR * spent.posts() + (1 - OF_THE_HOUR) * mean;
    double of = Math.max(mean, spent.posts() / MOST_OF_THE_RHYTHM);
    return of > 0 ? (spent.polls() - goal.polls() * posts) / (goal.polls() * of) : 0;
  }

  /** The dollars that were too many, in those of a mean hour. */
  private static double excess(UsdPerDay goal, Spent spent) {
    double dollars = goal.dollars() / 24 * hours(spent);
    double mean = spent.postsPerHour() * hours(spent);
    double busy = mean > 0 ? Math.min(spent.posts() / mean, MOST_OF_THE_RHYTHM) : 1;
    double expected = dollars * (OF_THE_HOUR * busy + 1 - OF_THE_HOUR);
    return dollars > 0 ? (spent.dollars() - expected) / dollars : 0;
  }

  private static double grown(double excess, double polls) {
    double large = LARGE + CHANCE / Math.sqrt(Math.max(1, polls));
    return excess * Math.max(1, Math.min(MOST_GROWN, Math.abs(excess) / large));
  }

  private static double hours(Spent spent) {
    return spent.time().toMillis() / HOUR;
  }
}
