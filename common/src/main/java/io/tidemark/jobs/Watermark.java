package io.tidemark.jobs;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lower bound for claims. Completed timers leave dead index entries at the low end, and one
 * session idle in a transaction keeps them from being vacuumed; a claim that starts reading above
 * them does not slow down.
 *
 * <p>It is an optimisation only. A timer below it (a transaction that committed late, a process
 * whose clock is behind) is found by the unbounded look that is taken now and then.
 */
final class Watermark {

  /** An unbounded look is taken as often as this, unless that would be more than its share. */
  static final Duration UNBOUNDED_EVERY = Duration.ofSeconds(5);

  /** And as rarely as this, however long it takes. */
  static final Duration UNBOUNDED_AT_LEAST_EVERY = Duration.ofSeconds(15);

  /** One part in how many of the time goes into unbounded looks at most. */
  static final int UNBOUNDED_SHARE = 50;

  static final Duration ADVANCE_EVERY = Duration.ofMillis(500);

  /** How far below the present it stays: time for transactions that still insert due timers. */
  static final Duration MARGIN = Duration.ofSeconds(3);

  static final Instant NONE = Instant.EPOCH;

  private Instant floor = NONE;
  private Instant lastClaimed = NONE;
  private long advancedAt = Long.MIN_VALUE;
  private long unboundedAt = Long.MIN_VALUE;
  private long rest = UNBOUNDED_EVERY.toNanos();

  /** From where to read now; {@link #NONE} when it is time for an unbounded look. */
  synchronized Instant from(Instant now, long nanoTime) {
    if (now.isBefore(floor) || now.isBefore(lastClaimed)) {
      floor = NONE; // the clock was set back
      lastClaimed = NONE;
    }
    if (unboundedAt == Long.MIN_VALUE || nanoTime - unboundedAt >= rest) {
      unboundedAt = nanoTime;
      return NONE;
    }
    return lastClaimed.isAfter(floor) ? lastClaimed : floor;
  }

  /** From where to look for orphaned timers, which may lie below what was claimed last. */
  synchronized Instant floor(Instant now) {
    return now.isBefore(floor) ? NONE : floor;
  }

  /** An unbounded look has ended, which was taken at the time that {@link #from} knew last. */
  synchronized void sawAll(long nanoTime) {
    long took = Math.min(nanoTime - unboundedAt, UNBOUNDED_AT_LEAST_EVERY.toNanos());
    rest =
        Math.clamp(
            took * UNBOUNDED_SHARE, UNBOUNDED_EVERY.toNanos(), UNBOUNDED_AT_LEAST_EVERY.toNanos());
  }

  /**
   * There are more due timers than one claim takes: the next reads on where this one ended. What it
   * passed over was claimed or locked, and is not looked at again before the backlog is worked off.
   */
  synchronized void readOnFrom(Instant dueAt) {
    lastClaimed = dueAt;
  }

  /**
   * Reads from the start again: nothing is due above the last claimed job, and jobs below it may
   * have been skipped.
   *
   * @return whether jobs may have been skipped
   */
  synchronized boolean readAgain() {
    boolean passedOver = lastClaimed.isAfter(floor);
    lastClaimed = NONE;
    return passedOver;
  }

  /** Goes back to a timer that an unbounded look saw, so that the next claim sees it, too. */
  synchronized void lower(Instant dueAt) {
    if (dueAt.isBefore(floor)) {
      floor = dueAt;
    }
    if (dueAt.isBefore(lastClaimed)) {
      lastClaimed = dueAt;
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
