package io.tidemark.profiles.models;

import io.tidemark.upstream.CallFailure;
import io.tidemark.upstream.CallOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why a model gave nothing at all. */
public final class ModelTrouble extends RuntimeException {

  /** A platform that fails says nothing of when it will not. */
  private static final Duration PASSING = Duration.ofMinutes(1);

  private final @Nullable Instant until;

  /**
   * @param until when to ask again; null where asking again helps nothing before somebody has acted
   */
  public ModelTrouble(String why, @Nullable Instant until) {
    super(why);
    this.until = until;
  }

  /** Trouble that will pass by itself, nobody knows when. */
  public static ModelTrouble passing(String why, Instant now) {
    return new ModelTrouble(why, now.plus(PASSING));
  }

  /** The trouble that a call which was not answered is. */
  public static ModelTrouble of(CallOutcome<?> outcome, Instant now) {
    return switch (CallFailure.of(outcome, now)) {
      case CallFailure.RetryAt it -> new ModelTrouble(it.why(), it.isCredential() ? null : it.at());
      case CallFailure.QuotaExhausted it -> new ModelTrouble(it.why(), null);
      case CallFailure.ItemFailed it ->
          it.isTransient() ? passing(it.why(), now) : new ModelTrouble(it.why(), null);
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
