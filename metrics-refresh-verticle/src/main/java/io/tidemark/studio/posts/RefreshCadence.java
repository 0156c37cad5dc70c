package io.tidemark.studio.posts;

import io.tidemark.settings.StudioSettings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which posts a run asks about: young ones in every run, older ones in every second, old ones once
 * a day, those that failed always. Runs never begin to the second, so a reading counts as that old
 * half a run earlier.
 *
 * @param windowFrom posts published before are left alone
 * @param freshFrom posts published since are asked about in every run
 * @param settledUntil posts published until then are asked about once a day
 * @param middleReadBy a post between the two is due when it was read by then
 * @param settledReadBy an old post is due when it was read by then
 */
public record RefreshCadence(
    Instant now,
    Instant windowFrom,
    Instant freshFrom,
    Instant settledUntil,
    Instant middleReadBy,
    Instant settledReadBy) {

  private static final Duration DAY = Duration.ofDays(1);

  /** For a run that began at {@code began}; one that is continued decides as it began. */
  public static RefreshCadence at(Instant began, StudioSettings settings) {
    Duration every = settings.rhythm();
    Duration half = every.dividedBy(2);
    Duration second = every.multipliedBy(2);
    Duration daily = DAY.compareTo(second) > 0 ? DAY : second;
    return new RefreshCadence(
        began,
        began.minus(settings.window()),
        began.minus(settings.freshFor()),
        began.minus(settings.settledAfter()),
        began.minus(second).plus(half),
        began.minus(daily).plus(half));
  }

  /**
   * As above.
   *
   * @param forced whether every post of the window is due
   */
  public static RefreshCadence at(Instant began, StudioSettings settings, boolean forced) {
    RefreshCadence usual = at(began, settings);
    return forced
        ? new RefreshCadence(
            usual.now(),
            usual.windowFrom(),
            usual.windowFrom(),
            usual.windowFrom(),
            usual.middleReadBy(),
            usual.settledReadBy())
        : usual;
  }

  /**
   * Says the same of one post as {@link Posts} does in SQL of many.
   *
   * @param readAt null when it never was
   */
  public boolean isDue(Instant postedAt, @Nullable Instant readAt, int failedRuns) {
    if (postedAt.isBefore(windowFrom) || postedAt.isAfter(now)) {
      return false;
    }
    if (failedRuns > 0 || readAt == null || !postedAt.isBefore(freshFrom)) {
      return true;
    }
    return !readAt.isAfter(postedAt.isAfter(settledUntil) ? middleReadBy : settledReadBy);
  }
}
