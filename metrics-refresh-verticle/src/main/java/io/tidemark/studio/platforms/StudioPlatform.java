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
}
