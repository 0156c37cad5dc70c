package io.tidemark.tracker.tweets;

import io.tidemark.upstream.PostOutcome;

/** The words of the column last_outcome. */
public final class OutcomeWord {

  /** The answer was not believed. */
  public static final String DOUBTFUL = "doubtful";

  private OutcomeWord() {}

  /** The word of an outcome that is believed. */
  public static String of(PostOutcome<Counters> outcome) {
    return switch (outcome) {
      case PostOutcome.Present<Counters> present -> "present";
      case PostOutcome.Gone<Counters> gone -> "gone";
      case PostOutcome.NotVisible<Counters> hidden -> "not_visible";
      case PostOutcome.Absent<Counters> absent -> "absent";
      case PostOutcome.Unknown<Counters> unknown -> "unknown";
      case PostOutcome.Refused<Counters> refused -> "refused";
    };
  }
}
