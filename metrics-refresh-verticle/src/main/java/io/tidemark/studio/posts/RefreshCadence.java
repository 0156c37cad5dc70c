package io.tidemark.studio.posts;

import io.tidemark.settings.StudioSettings;
import java.time.Duration;
import java.time.Instant;

/**
 * Which posts a run asks about: fresh ones in every run, older ones in every second run, settled
 * ones once a day, posts that failed always. Runs do not begin to the second, so a post counts as
 * due half an interval early.
 *
 * @param windowFrom posts published before are never due
 * @param freshFrom posts published since are due in every run
 * @param settledUntil posts published until then are due once a day
 * @param middleReadBy a post between the two is due when it was last read by then
 * @param settledReadBy a settled post is due when it was last read by then
 * @param settledShare the part of all runs in which a settled post is due
 */
public record RefreshCadence(
    Instant now,
    Instant windowFrom,
    Instant freshFrom,
    Instant settledUntil,
    Instant middleReadBy,
    Instant settledReadBy,
    double settledShare) {

  private static final Duration DAY = Duration.ofDays(1);
  private static final double MIDDLE_SHARE = 0.5;

  /**
   * For a run that began at {@code began}, so that a continued run decides as at its start.
   *
   * @param forced whether every post of the window is due
   */
  public static RefreshCadence at(Instant began, StudioSettings settings, boolean forced) {
    Duration every = settings.rhythm();
    Duration half = every.dividedBy(2);
    Duration second = every.multipliedBy(2);
    Duration daily = DAY.compareTo(second) > 0 ? DAY : second;
    Instant windowFrom = began.minus(settings.window());
    return new RefreshCadence(
        began,
        windowFrom,
        forced ? windowFrom : began.minus(settings.freshFor()),
        forced ? windowFrom : began.minus(settings.settledAfter()),
        began.minus(second).plus(half),
        began.minus(daily).plus(half),
        (double) every.toMillis() / daily.toMillis());
  }

  /** The part of all runs in which a post is due: so many places of a run it brings. */
  public double places(Instant postedAt) {
    if (!postedAt.isBefore(freshFrom)) {
      return 1;
    }
    return postedAt.isAfter(settledUntil) ? MIDDLE_SHARE : settledShare;
  }

  /** How long a settled post is unread before it is due. */
  public Duration longest() {
    return Duration.between(settledReadBy, now);
  }
}
