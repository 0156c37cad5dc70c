package io.tidemark.forecast;

import java.time.Duration;

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
   * @param time how long that was
   * @param posts that began to be followed
   * @param polls that were made, of these and of earlier posts
   * @param dollars that they cost
   * @param errorPercent the error of the posts whose horizon ended, as in {@link ErrorPercent}; NaN
   *     when none did
   * @param postsPerHour how many began to be followed in an hour, on average over the last day up
   *     to now, or over the time for which there were posts where that is shorter
   */
  record Spent(
      Duration time,
      double posts,
      double polls,
      double dollars,
      double errorPercent,
      double postsPerHour) {}

  private static void positive(double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a goal must be above zero, not " + value);
    }
  }
}
