package io.tidemark.benchmarks.harness;

import java.util.Locale;

/** What a figure has to be. */
public sealed interface Goal {

  /** There is none: the figure is for comparison. */
  record None() implements Goal {}

  /** The least that is good. */
  record AtLeast(double bound) implements Goal {}

  /** The most that is good. */
  record AtMost(double bound) implements Goal {}

  static Goal none() {
    return new None();
  }

  static Goal atLeast(double bound) {
    return new AtLeast(bound);
  }

  static Goal atMost(double bound) {
    return new AtMost(bound);
  }

  /** Whether a value is good; what has no goal always is. */
  default boolean isMet(double value) {
    return switch (this) {
      case None none -> true;
      case AtLeast least -> value >= least.bound();
      case AtMost most -> value <= most.bound();
    };
  }

  /** For people; empty where there is none. */
  default String text() {
    return switch (this) {
      case None none -> "";
      case AtLeast least -> "≥ " + number(least.bound());
      case AtMost most -> "≤ " + number(most.bound());
    };
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? "%,.0f".formatted(value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
