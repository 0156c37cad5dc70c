package io.tidemark.tracker.intake;

import java.util.Locale;

/** Whether the tweets of a zone are polled. */
public enum ZoneStatus {
  /** They are. */
  ACTIVE,
  /** They are not, and refreshes are rejected; deliveries are accepted. */
  PAUSED,
  /** The zone is being deleted: deliveries are rejected and nothing is polled. */
  DELETING;

  /**
   * @throws IllegalArgumentException when no status has that word
   */
  public static ZoneStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in tables and answers: {@code paused}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
