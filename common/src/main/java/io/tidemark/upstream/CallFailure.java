package io.tidemark.upstream;

import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import java.time.Duration;
import java.time.Instant;

/** What a call that was not answered means for the work that made it. */
public sealed interface CallFailure {

  /** Soon enough to be a new try, late enough to be no storm. */
  Duration SOONEST = Duration.ofMillis(100);

  String why();

  /**
   * All of the work is retried at a time.
   *
   * @param isCredential whether the platform rejects the credential, which an operator must mend
   */
  record RetryAt(Instant at, String why, boolean isCredential) implements CallFailure {
    public RetryAt(Instant at, String why) {
      this(at, why, false);
    }
  }

  /** No quota is left, for longer than the longest window of requests. */
  record QuotaExhausted(String why) implements CallFailure {}

  /**
   * Only the items that were asked about failed.
   *
   * @param isTransient whether the same call may be answered another time
   */
  record ItemFailed(String why, boolean isTransient) implements CallFailure {}

  /**
   * @throws IllegalArgumentException when the call was answered
   */
  static CallFailure of(CallOutcome<?> outcome, Instant now) {
    return switch (outcome) {
      case Throttled<?> throttled -> retryAt(throttled.until(), throttled.why(), now);
      case NotSent<?> notSent -> retryAt(notSent.until(), notSent.why(), now);
      case AuthDead<?> dead -> new RetryAt(now.plus(Upstream.DEFAULT_PAUSE), dead.why(), true);
      case Exhausted<?> exhausted -> new QuotaExhausted(exhausted.why());
      case Transient<?> failure -> new ItemFailed(failure.why(), true);
      case Refused<?> refused -> new ItemFailed(refused.why(), false);
      case Answered<?> answered -> throw new IllegalArgumentException("it was answered");
    };
  }

  /**
   * A retry at a time, {@link #SOONEST} at the earliest; more than {@link
   * ForeignTimes#LONGEST_REST} away it is a month's quota that is exhausted.
   */
  static CallFailure retryAt(Instant at, String why, Instant now) {
    if (at.isAfter(now.plus(ForeignTimes.LONGEST_REST))) {
      return new QuotaExhausted(why);
    }
    Instant soonest = now.plus(SOONEST);
    return new RetryAt(at.isAfter(soonest) ? at : soonest, why);
  }
}
