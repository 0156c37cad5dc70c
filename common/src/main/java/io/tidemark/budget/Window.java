package io.tidemark.budget;

import java.time.Duration;

/** The time that a limit is for. */
public sealed interface Window {

  /** At least so long between one request and the next. */
  record Spacing(Duration apart) implements Window {
    public Spacing {
      positive(apart);
    }
  }

  /** Any stretch of that length, wherever the platform lets its own windows begin. */
  record Sliding(Duration length) implements Window {
    public Sliding {
      positive(length);
    }
  }

  /** A day, UTC. */
  record Day() implements Window {}

  /**
   * A month that begins on that day at midnight UTC, or on the last day of a shorter month.
   *
   * @param resetDay 1 for calendar months
   */
  record Month(int resetDay) implements Window {
    public Month {
      if (resetDay < 1 || resetDay > 31) {
        throw new IllegalArgumentException("a month begins on a day from 1 to 31, not " + resetDay);
      }
    }
  }

  /** A name for keys, tags and people. */
  default String label() {
    return switch (this) {
      case Spacing spacing -> "spacing";
      case Sliding sliding ->
          sliding.length().toString().substring(2).toLowerCase(java.util.Locale.ROOT);
      case Day day -> "day";
      case Month month -> "month";
    };
  }

  private static void positive(Duration duration) {
    if (duration.toNanos() < 60_000) {
      throw new IllegalArgumentException("a window of " + duration + " is too short");
    }
  }
}
