package io.tidemark.profiles.models;

import io.tidemark.upstream.CallFailure;
import io.tidemark.upstream.CallOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A model gives nothing at all, and why. */
public final class ModelUnavailableException extends RuntimeException {

  /** A platform that fails says nothing of when it will not. */
  private static final Duration PASSING = Duration.ofMinutes(1);

  private final @Nullable Instant until;

  /**
   * @param until when to ask again; null where asking again helps nothing before an operator has
   *     acted
   */
  public ModelUnavailableException(String why, @Nullable Instant until) {
    super(why);
    this.until = until;
  }

  /** Transient: the time at which it ends is not known. */
  public static ModelUnavailableException passing(String why, Instant now) {
    return new ModelUnavailableException(why, now.plus(PASSING));
  }

  /** What a call that was not answered means for the work with the model. */
  public static ModelUnavailableException of(CallOutcome<?> outcome, Instant now) {
    // A budget of ours admits again by itself, even in a month.
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

  /** When to ask again; null: never by itself (quota used up, key refused, no such model). */
  public @Nullable Instant until() {
    return until;
  }

  /** Whether only a person can end it. */
  public boolean terminal() {
    return until == null;
  }
}
