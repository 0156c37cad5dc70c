package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** A malformed or unusual notation of a counter. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum OddCounter {
  NEGATIVE,
  /** {@code 140.7}. */
  FRACTION,
  /** {@code 140.0}, the true count. */
  WHOLE_FLOAT,
  /** {@code "140"}, the true count. */
  DIGITS,
  /** {@code "1,204"}. */
  GROUPED,
  /** {@code "1.2K"}. */
  ABBREVIATED,
  /** More than 2^53. */
  HUGE,
  /** A random one of the others. */
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
