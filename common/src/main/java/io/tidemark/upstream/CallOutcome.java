package io.tidemark.upstream;

import java.time.Instant;
import java.util.Set;

/**
 * The outcome of one call. The HTTP status alone decides nothing: each platform has its own way to
 * say each of these.
 *
 * @param <T> the content of an answer
 */
public sealed interface CallOutcome<T> {

  /** Why a call was not answered. */
  default String why() {
    return "answered";
  }

  /**
   * The same outcome of a call for other content, which only an answer has.
   *
   * @throws IllegalArgumentException when the call was answered
   */
  default <U> CallOutcome<U> unanswered() {
    return switch (this) {
      case Answered<T> answered -> throw new IllegalArgumentException("it was answered");
      case Throttled<T> it -> new Throttled<>(it.until(), it.why());
      case Exhausted<T> it -> new Exhausted<>(it.until(), it.why());
      case AuthDead<T> it -> new AuthDead<>(it.why());
      case Transient<T> it -> new Transient<>(it.why(), it.retryNow());
      case Refused<T> it -> new Refused<>(it.why(), it.offending());
      case NotSent<T> it -> new NotSent<>(it.until(), it.why(), it.room());
    };
  }

  record Answered<T>(T content) implements CallOutcome<T> {}

  /** Too many calls; the credential is paused until then. */
  record Throttled<T>(Instant until, String why) implements CallOutcome<T> {}

  /** No credits or quota left; only time or money helps. */
  record Exhausted<T>(Instant until, String why) implements CallOutcome<T> {}

  /** The platform does not accept the credential. */
  record AuthDead<T>(String why) implements CallOutcome<T> {}

  /**
   * The platform or the way to it failed.
   *
   * @param retryNow whether a second try in the same second is free and may succeed
   */
  record Transient<T>(String why, boolean retryNow) implements CallOutcome<T> {}

  /**
   * The platform refuses this request; the same one will be refused again.
   *
   * @param offending the ids it names as the cause; empty when it names none
   */
  record Refused<T>(String why, Set<String> offending) implements CallOutcome<T> {}

  /**
   * Not sent: the breaker is open, the credential is paused, or the budget does not admit it.
   *
   * @param room how many of the call's items the budget would admit now; 0 when asking for fewer
   *     helps nothing
   */
  record NotSent<T>(Instant until, String why, int room) implements CallOutcome<T> {
    public NotSent(Instant until, String why) {
      this(until, why, 0);
    }
  }
}
