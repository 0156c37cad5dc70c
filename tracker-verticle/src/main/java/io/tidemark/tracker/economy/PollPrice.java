package io.tidemark.tracker.economy;

import io.tidemark.forecast.Ages;
import io.tidemark.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What the platform that tweets are polled at charges. Prices for a request are left out: tweets
 * share calls.
 *
 * @param usd for a tweet in an answer
 * @param isDaily whether further polls of a tweet on the same UTC day are free
 */
public record PollPrice(double usd, boolean isDaily) {

  private static final double DAY = Ages.inMinutes(Duration.ofDays(1));

  /** That of the source that the settings name. */
  public static PollPrice of(Settings settings) {
    return switch (settings.twitter().source()) {
      case TWITTERAPI -> new PollPrice(settings.budgets().twitterapi().pricePerTweetUsd(), false);
      case X -> new PollPrice(settings.budgets().x().pricePerPostUsd(), true);
    };
  }

  /**
   * What the polls of a tweet cost on average, if it may arrive at any time of the day: two polls
   * with a time between them lie on two days as often as that time is a part of a day.
   *
   * @param ages at the polls, in their order
   */
  double ofPolls(List<Duration> ages) {
    if (!isDaily) {
      return usd * ages.size();
    }
    double days = ages.isEmpty() ? 0 : 1;
    for (int i = 1; i < ages.size(); i++) {
      days += Math.min(1, Ages.inMinutes(ages.get(i).minus(ages.get(i - 1))) / DAY);
    }
    return usd * days;
  }
}
