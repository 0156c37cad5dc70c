package io.tidemark.profiles.jobs;

import java.util.Locale;

/** A cascade, and the types of its steps in their order. */
public enum JobType {
  FULL_CASCADE,
  PROFILE_SCRAPE,
  EMBEDDING_UPDATE,
  HOOK_CLASSIFICATION,
  STATISTICS;

  /** As tables and answers spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static JobType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
