package io.tidemark.tracker.intake;

import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Goal.ErrorPercent;
import io.tidemark.forecast.Goal.PollsPerTweet;
import io.tidemark.forecast.Goal.UsdPerDay;
import java.util.Map;

/** A goal as its word and its value, as columns and answers have it. */
public final class GoalColumns {

  private GoalColumns() {}

  /** The word of a goal: {@code polls_per_tweet}. */
  public static String word(Goal goal) {
    return switch (goal) {
      case PollsPerTweet polls -> "polls_per_tweet";
      case UsdPerDay dollars -> "usd_per_day";
      case ErrorPercent error -> "error_percent";
    };
  }

  /** Its value. */
  public static double value(Goal goal) {
    return switch (goal) {
      case PollsPerTweet polls -> polls.polls();
      case UsdPerDay dollars -> dollars.dollars();
      case ErrorPercent error -> error.percent();
    };
  }

  /**
   * The goal of a word and a value.
   *
   * @throws IllegalArgumentException when there is no such word, or the value is not above zero
   */
  public static Goal of(String word, double value) {
    return switch (word) {
      case "polls_per_tweet" -> new PollsPerTweet(value);
      case "usd_per_day" -> new UsdPerDay(value);
      case "error_percent" -> new ErrorPercent(value);
      default -> throw new IllegalArgumentException("there is no goal called " + word);
    };
  }

  /** The goal as an object with one property. */
  static Map<String, Double> object(Goal goal) {
    return Map.of(word(goal), value(goal));
  }
}
