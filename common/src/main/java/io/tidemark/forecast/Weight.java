package io.tidemark.forecast;

import java.util.Locale;

/** How much the error of a post counts, by the engagement that it reaches. */
public enum Weight {
  /** Every post counts the same: errors are relative to its own engagement. */
  EACH(1),
  /** By the square root: between the other two. */
  BALANCED(0.5),
  /** Only volume counts: errors are absolute. */
  VOLUME(0);

  /** Below this the weight grows no more, lest single reactions decide everything. */
  private static final double LEAST = 3;

  private final double exponent;

  Weight(double exponent) {
    this.exponent = exponent;
  }

  /**
   * @throws IllegalArgumentException when it is not the word of a weight
   */
  public static Weight of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The word in settings and answers: {@code balanced}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a missed unit of engagement counts for a post that reaches so much. */
  public double ofUnit(double engagement) {
    return StrictMath.pow(Math.max(engagement, LEAST), -exponent);
  }

  /** What all the engagement of such a post counts; prices of polls are multiples of its mean. */
  double ofPost(double engagement) {
    return StrictMath.pow(Math.max(engagement, LEAST), 1 - exponent);
  }
}
