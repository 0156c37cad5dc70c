package io.tidemark.studio.platforms;

import java.util.Locale;

/** The counters of a studio post, in the order of answers. */
public enum Metric {
  IMPRESSIONS,
  REACH,
  VIEWS,
  LIKES,
  COMMENTS,
  SHARES,
  SAVES,
  CLICKS,
  TOTAL_INTERACTIONS;

  /** As tables and answers spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
