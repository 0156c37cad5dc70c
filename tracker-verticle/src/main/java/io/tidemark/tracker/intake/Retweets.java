package io.tidemark.tracker.intake;

import java.util.Locale;

/** What a zone does with retweets, which repeat the numbers of the post they point to. */
public enum Retweets {
  /** They are left out. */
  IGNORE,
  /** The post they point to is tracked, once and under its own id. */
  ORIGINAL;

  /**
   * @throws IllegalArgumentException when it is not the word of one
   */
  public static Retweets of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in tables and answers: {@code original}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
