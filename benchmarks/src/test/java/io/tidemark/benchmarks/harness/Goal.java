package io.tidemark.benchmarks.harness;

import java.util.Locale;

/** The goal of a figure. */
public sealed interface Goal {

  /** No goal: the figure is for comparison. */
  record None() implements Goal {}

  /** A lower bound. */
  record AtLeast(double bound) implements Goal {}

  /** An upper bound. */
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

  /** Whether a value meets the goal; always true without a goal. */
  default boolean isMet(double value) {
    return switch (this) {
      case None none -> true;
      case AtLeast least -> value >= least.bound();
      case AtMost most -> value <= most.bound();
    };
  }

  /** A text for the terminal; empty when there is no goal. */
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
