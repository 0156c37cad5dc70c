package io.tidemark.studio.calls;

import io.tidemark.upstream.CallOutcome;

/** Outcomes of calls that were not answered, told on. */
public final class Outcomes {

  private Outcomes() {}

  /** The same outcome of another content, which an answer alone has. */
  public static <T> CallOutcome<T> notAnswered(CallOutcome<?> outcome) {
    return switch (outcome) {
      case CallOutcome.Answered<?> answered -> throw new IllegalArgumentException("was answered");
      case CallOutcome.Throttled<?> it -> new CallOutcome.Throttled<>(it.until(), it.why());
      case CallOutcome.Exhausted<?> it -> new CallOutcome.Exhausted<>(it.until(), it.why());
      case CallOutcome.AuthDead<?> it -> new CallOutcome.AuthDead<>(it.why());
      case CallOutcome.Transient<?> it -> new CallOutcome.Transient<>(it.why(), it.retryNow());
      case CallOutcome.Refused<?> it -> new CallOutcome.Refused<>(it.why(), it.offending());
      case CallOutcome.NotSent<?> it -> new CallOutcome.NotSent<>(it.until(), it.why(), it.room());
    };
  }

  /** Why a call was not answered. */
  public static String why(CallOutcome<?> outcome) {
    return switch (outcome) {
      case CallOutcome.Answered<?> answered -> "answered";
      case CallOutcome.Throttled<?> it -> it.why();
      case CallOutcome.Exhausted<?> it -> it.why();
      case CallOutcome.AuthDead<?> it -> it.why();
      case CallOutcome.Transient<?> it -> it.why();
      case CallOutcome.Refused<?> it -> it.why();
      case CallOutcome.NotSent<?> it -> it.why();
    };
  }
}
