package io.tidemark.tracker.cadence;

import java.util.Locale;

/** Why a tweet is not polled any more. */
public enum StopReason {
  AGE_LIMIT,
  NO_CHANGE_BELOW_THRESHOLD,
  DELETED,
  PRIVATE,
  /** It was edited: the post goes on under the id of its newer version. */
  SUPERSEDED,
  /** No further poll is expected to save more than its price. */
  NOT_WORTH_A_POLL;

  /**
   * @throws IllegalArgumentException when it is not the word of a reason
   */
  public static StopReason of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in tables and answers: {@code age_limit}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
