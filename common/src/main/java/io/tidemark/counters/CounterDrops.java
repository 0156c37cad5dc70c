package io.tidemark.counters;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether counters are implausible after those of the snapshot before. Platforms answer
 * zeros and tenths now and then where nothing has changed.
 */
public final class CounterDrops {

  /** Counters below this fall and rise by a factor for ordinary reasons. */
  private static final long LARGE = 100;

  /** Less than this may well go to nothing at once. */
  private static final long SOME = 10;

  /** A counter that falls to one part in so many, or less. */
  private static final long TENTH = 10;

  private CounterDrops() {}

  /** Whether a counter of 100 or more fell to a tenth; not where one of the two is not given. */
  public static boolean isDrop(@Nullable Long was, @Nullable Long is) {
    return was != null && is != null && was >= LARGE && is <= was / TENTH;
  }

  /**
   * Whether all counters went to zero; those that are not given do not speak against it.
   *
   * @param was the largest counter before, or their sum
   */
  public static boolean isToZero(long was, Collection<@Nullable Long> now) {
    return was >= SOME
        && !now.isEmpty()
        && now.stream().allMatch(count -> count == null || count == 0);
  }
}
