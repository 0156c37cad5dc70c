package io.tidemark.timers;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound for claims. Completed timers leave dead index entries at the low end, and one
 * session idle in a transaction keeps them from being vacuumed; a claim that starts reading above
 * them does not slow down.
 *
 * <p>It is an optimisation only. A timer below it (a transaction that committed late, a pod whose
 * clock is behind) is found by the unbounded look that is taken every {@link #UNBOUNDED_EVERY}.
 */
final class Watermark {

  static final Duration UNBOUNDED_EVERY = Duration.ofSeconds(5);
  static final Duration ADVANCE_EVERY = Duration.ofMillis(500);

  /** How far below the present it stays: time for transactions that still insert due timers. */
  static final Duration MARGIN = Duration.ofSeconds(30);

  static final Instant NONE = Instant.EPOCH;

  private Instant floor = NONE;
  private long advancedAt = Long.MIN_VALUE;
  private long unboundedAt = Long.MIN_VALUE;

  /** From where to read now; {@link #NONE} when it is time for an unbounded look. */
  synchronized Instant from(Instant now, long nanoTime) {
    if (now.isBefore(floor)) {
      floor = NONE; // the clock was set back
    }
    if (unboundedAt == Long.MIN_VALUE || nanoTime - unboundedAt >= UNBOUNDED_EVERY.toNanos()) {
      unboundedAt = nanoTime;
      return NONE;
    }
    return floor;
  }

  /** Goes back to a timer that an unbounded look saw, so that the next claim sees it, too. */
  synchronized void lower(Instant dueAt) {
    if (dueAt.isBefore(floor)) {
      floor = dueAt;
    }
  }

  synchronized boolean wantsToAdvance(long nanoTime) {
    boolean due = advancedAt == Long.MIN_VALUE || nanoTime - advancedAt >= ADVANCE_EVERY.toNanos();
    if (due) {
      advancedAt = nanoTime;
    }
    return due;
  }

  /**
   * @param oldest the due time of the oldest unfinished timer, claimed or not; null when none is
   *     left
   */
  synchronized void advance(@Nullable Instant oldest, Instant now) {
    Instant limit = now.minus(MARGIN);
    floor = oldest == null || oldest.isAfter(limit) ? limit : oldest;
  }
}
