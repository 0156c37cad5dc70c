package io.tidemark.profiles.models;

import io.tidemark.upstream.CallFailure;
import io.tidemark.upstream.CallOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A model answers no request at present; the message says why. */
public final class ModelUnavailableException extends RuntimeException {

  /** The retry delay of a failure without a stated end. */
  private static final Duration PASSING = Duration.ofMinutes(1);

  private final @Nullable Instant until;

  /**
   * @param until when to retry; null when an operator has to act first
   */
  public ModelUnavailableException(String why, @Nullable Instant until) {
    super(why);
    this.until = until;
  }

  /** A transient failure without a known end. */
  public static ModelUnavailableException passing(String why, Instant now) {
    return new ModelUnavailableException(why, now.plus(PASSING));
  }

  /** The exception for a call without an answer. */
  public static ModelUnavailableException of(CallOutcome<?> outcome, Instant now) {
    // A used-up budget refills by itself, if only in a month.
    if (outcome instanceof CallOutcome.NotSent<?> it) {
      return new ModelUnavailableException(it.why(), it.until());
    }
    return switch (CallFailure.of(outcome, now)) {
      case CallFailure.RetryAt it ->
          new ModelUnavailableException(it.why(), it.isCredential() ? null : it.at());
      case CallFailure.QuotaExhausted it -> new ModelUnavailableException(it.why(), null);
      case CallFailure.ItemFailed it ->
          it.isTransient() ? passing(it.why(), now) : new ModelUnavailableException(it.why(), null);
    };
  }

  /**
   * When to retry; null when an operator has to act (quota used up, key refused, no such model).
   */
  public @Nullable Instant until() {
    return until;
  }

  /** Whether an operator has to act. */
  public boolean terminal() {
    return until == null;
  }
}
