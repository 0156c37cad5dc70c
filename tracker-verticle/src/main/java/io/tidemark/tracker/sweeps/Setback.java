package io.tidemark.tracker.sweeps;

import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.Upstream;
import java.time.Duration;
import java.time.Instant;

/** What a call that was not answered means for the cycle. */
sealed interface Setback {

  /** As long as X's longest window of requests: whoever has to wait longer met a month's cap. */
  Duration LONGEST_WINDOW = Duration.ofDays(1);

  /** Soon enough to be a new try, late enough to be no storm. */
  Duration AT_LEAST = Duration.ofMillis(100);

  /**
   * All wait, and nothing is held meanwhile.
   *
   * @param ours whether somebody has to see to it: X refuses the token itself
   * @param newBatch whether a batch of requests has ended
   */
  record Wait(Instant until, String why, boolean ours, boolean newBatch) implements Setback {

    /** Nobody's fault. */
    Wait(Instant until, String why) {
      this(until, why, false, false);
    }

    static Wait ours(Instant until, String why) {
      return new Wait(until, why, true, false);
    }

    /** Until the next batch of requests. */
    static Wait forNextBatch(Instant until, String why) {
      return new Wait(until, why, false, true);
    }
  }

  /** There is no more to be had; what was not swept goes first in the next cycle. */
  record Cap(String why) implements Setback {}

  /**
   * The trouble of those who were asked about, and of nobody else.
   *
   * @param passing whether the same call may be answered another time
   */
  record Trouble(String why, boolean passing) implements Setback {}

  static Setback of(CallOutcome<?> outcome, Instant now) {
    return switch (outcome) {
      case Throttled<?> throttled -> until(throttled.until(), throttled.why(), now);
      case NotSent<?> notSent -> until(notSent.until(), notSent.why(), now);
      case AuthDead<?> dead -> Wait.ours(now.plus(Upstream.DEFAULT_PAUSE), dead.why());
      case Exhausted<?> exhausted -> new Cap(exhausted.why());
      case Transient<?> failure -> new Trouble(failure.why(), true);
      case Refused<?> refused -> new Trouble(refused.why(), false);
      case Answered<?> answered -> throw new IllegalArgumentException("it was answered");
    };
  }

  static Setback until(Instant until, String why, Instant now) {
    if (until.isAfter(now.plus(LONGEST_WINDOW))) {
      return new Cap(why);
    }
    Instant soonest = now.plus(AT_LEAST);
    return new Wait(until.isAfter(soonest) ? until : soonest, why);
  }
}
