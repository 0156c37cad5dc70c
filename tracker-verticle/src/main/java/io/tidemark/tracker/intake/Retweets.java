package io.tidemark.tracker.intake;

import java.util.Locale;

/** How a zone treats retweets, which repeat the counters of the original post. */
public enum Retweets {
  /** They are left out. */
  IGNORE,
  /** The original post is tracked, once and under its own id. */
  ORIGINAL;

  /**
   * @throws IllegalArgumentException when no setting has that word
   */
  public static Retweets of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in tables and answers: {@code original}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
