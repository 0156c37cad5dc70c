package io.tidemark.forecast;

/** What the price of a poll is found for. */
public sealed interface Goal {

  /** Polls that a post costs on average until its horizon. */
  record PollsPerTweet(double polls) implements Goal {
    public PollsPerTweet {
      positive(polls);
    }
  }

  /** Money spent on polls in a day. */
  record UsdPerDay(double dollars) implements Goal {
    public UsdPerDay {
      positive(dollars);
    }
  }

  /** The area between drawn and true curves, in percent of the area that all engagement fills. */
  record ErrorPercent(double percent) implements Goal {
    public ErrorPercent {
      positive(percent);
    }
  }

  /**
   * What happened in a time, an hour say.
   *
   * @param days how long that was, in days
   * @param posts that began to be followed
   * @param polls that were made
   * @param dollars that they cost
   * @param errorPercent the error of the posts whose horizon ended, as in {@link ErrorPercent}; NaN
   *     when none did
   */
  record Spent(double days, double posts, double polls, double dollars, double errorPercent) {}

  private static void positive(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a goal must be above zero, not " + value);
    }
  }

  /**
   * How much too high the price is (below one) or too low (above one) for this goal.
   *
   * @return spent by goal for what grows when polls get cheaper, goal by reached for the error; one
   *     when what happened says nothing
   */
  default double ratio(Spent spent) {
    return switch (this) {
      case PollsPerTweet goal ->
          spent.posts() > 0 ? spent.polls() / (goal.polls() * spent.posts()) : 1;
      case UsdPerDay goal ->
          spent.days() > 0 ? spent.dollars() / (goal.dollars() * spent.days()) : 1;
      case ErrorPercent goal ->
          spent.errorPercent() > 0 ? goal.percent() / spent.errorPercent() : 1;
    };
  }
}
