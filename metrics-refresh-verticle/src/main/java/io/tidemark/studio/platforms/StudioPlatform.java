package io.tidemark.studio.platforms;

import java.util.Locale;

/** Where a studio post was published. */
public enum StudioPlatform {
  INSTAGRAM,
  FACEBOOK,
  TIKTOK;

  /** The word in tables and answers: {@code instagram}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when no platform has the word
   */
  public static StudioPlatform of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
