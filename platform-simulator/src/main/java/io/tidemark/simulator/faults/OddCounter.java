package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A malformed or unusual notation of a counter. */
public enum OddCounter {
  @JsonProperty("negative")
  NEGATIVE,
  /** {@code 140.7}. */
  @JsonProperty("fraction")
  FRACTION,
  /** {@code 140.0}, the true count. */
  @JsonProperty("whole_float")
  WHOLE_FLOAT,
  /** {@code "140"}, the true count. */
  @JsonProperty("digits")
  DIGITS,
  /** {@code "1,204"}. */
  @JsonProperty("grouped")
  GROUPED,
  /** {@code "1.2K"}. */
  @JsonProperty("abbreviated")
  ABBREVIATED,
  /** More than 2^53. */
  @JsonProperty("huge")
  HUGE,
  /** A random one of the others. */
  @JsonProperty("mixed")
  MIXED;

  private static final long TOO_MANY = 1L << 53;

  /**
   * The JSON value in place of the count.
   *
   * @param roll from 0 to 1, which of the others {@link #MIXED} is
   */
  public Object of(long count, double roll) {
    return switch (this) {
      case NEGATIVE -> -1 - count;
      case FRACTION -> count + 0.7;
      case WHOLE_FLOAT -> (double) count;
      case DIGITS -> Long.toString(count);
      // Small counts have no groups: a thousand more is as wrong.
      case GROUPED -> String.format(Locale.ENGLISH, "%,d", count < 1_000 ? count + 1_000 : count);
      case ABBREVIATED ->
          BigDecimal.valueOf(count + 100, 3).setScale(1, RoundingMode.DOWN).toPlainString() + "K";
      case HUGE -> TOO_MANY + 1 + count;
      case MIXED -> values()[(int) (roll * MIXED.ordinal())].of(count, roll);
    };
  }
}
