package io.tidemark.tracker.intake;

import java.util.Locale;

/** Whether the tweets of a zone are polled. */
public enum ZoneStatus {
  /** They are. */
  ACTIVE,
  /** They are not, and no refresh is taken; deliveries are. */
  PAUSED,
  /** The zone is being deleted: nothing is taken in or read for it any more. */
  DELETING;

  /**
   * @throws IllegalArgumentException when it is not the word of one
   */
  public static ZoneStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in tables and answers: {@code paused}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
