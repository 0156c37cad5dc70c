package io.tidemark.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * So much of a unit in any one window.
 *
 * @param tenant whose share of the credential's limit this is; empty for the limit itself
 */
public record Limit(Window window, Unit unit, long amount, String tenant) {

  private static final int BUCKETS = 60;

  public Limit {
    if (amount < 1) {
      throw new IllegalArgumentException("a limit of " + amount + " admits nothing");
    }
    if (window instanceof Window.Spacing && unit != Unit.REQUESTS) {
      throw new IllegalArgumentException("only requests can be spaced, not " + unit);
    }
  }

  public Limit(Window window, Unit unit, long amount) {
    this(window, unit, amount, "");
  }

  /** Requests at least so much apart. */
  public static Limit spacing(Duration apart) {
    return new Limit(new Window.Spacing(apart), Unit.REQUESTS, 1);
  }

  /** What it is called in keys and rows. */
  String key() {
    return unit.label() + ":" + window.label() + (tenant.isEmpty() ? "" : ":" + tenant);
  }

  boolean isShare() {
    return !tenant.isEmpty();
  }

  /** Whether calls of a quota owner count against it. */
  boolean isChargedTo(String quotaOwner) {
    return !isShare() || tenant.equals(quotaOwner);
  }

  /** The amount of its unit. */
  long of(Map<Unit, Long> amounts) {
    return amounts.getOrDefault(unit, 0L);
  }

  /** The reason of a denial, for people. */
  String usedUp() {
    return "the budget of %d %s per %s%s is used up"
        .formatted(
            amount,
            unit == Unit.MONEY ? "micro-dollars" : unit.label(),
            window instanceof Window.Spacing spacing
                ? spacing.apart().toString().substring(2)
                : window.label(),
            isShare() ? " of " + tenant : "");
  }

  /** Whether it is counted by period and set aside in the database. */
  boolean isLong() {
    return switch (window) {
      case Window.Spacing spacing -> false;
      case Window.Sliding sliding -> false;
      case Window.Day day -> true;
      case Window.Month month -> true;
    };
  }

  /** The length of a short window, in microseconds; 0 for a long one. */
  long width() {
    return switch (window) {
      case Window.Spacing spacing -> Micros.of(spacing.apart());
      case Window.Sliding sliding -> Micros.of(sliding.length());
      case Window.Day day -> 0;
      case Window.Month month -> 0;
    };
  }

  /** How much of a short window one of the counting buckets spans, in microseconds. */
  long bucket() {
    return Math.max(1, (width() + BUCKETS - 1) / BUCKETS);
  }

  /** The day or month that an instant lies in. */
  Period period(Instant now) {
    return switch (window) {
      case Window.Day day -> Period.of(day, now);
      case Window.Month month -> Period.of(month, now);
      case Window.Spacing spacing -> throw new IllegalStateException("spacing has no periods");
      case Window.Sliding sliding -> throw new IllegalStateException("a stretch has no periods");
    };
  }

  /** What is set aside at once: a hundredth, so that losing a block costs little. */
  long block() {
    return Math.max(1, amount / 100);
  }
}
