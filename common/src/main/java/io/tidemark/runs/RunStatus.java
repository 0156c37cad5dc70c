package io.tidemark.runs;

import java.util.Locale;

/** How a run of any kind stands. The first three are of an unfinished one. */
public enum RunStatus {
  /** No worker has begun it. */
  PENDING,
  RUNNING,
  /** It goes on at a time that is known. */
  WAITING,
  COMPLETED,
  /** Something succeeded, and something did not. */
  PARTIAL,
  /** Nothing succeeded. */
  FAILED,
  /** The platform, or our budget for it, gives no more; the next run tries again. */
  BUDGET_EXHAUSTED,
  /** On request, before its work was done. */
  CANCELLED;

  /** How a run ends of which so many items, posts or steps succeeded and failed. */
  public static RunStatus ended(int succeeded, int failed) {
    if (failed == 0) {
      return COMPLETED;
    }
    return succeeded > 0 ? PARTIAL : FAILED;
  }

  /** As the database and the API write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of a {@link #word}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static RunStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
