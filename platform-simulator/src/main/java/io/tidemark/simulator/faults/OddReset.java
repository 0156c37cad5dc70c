package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The value of a header in place of the time at which a limit resets. */
public enum OddReset {
  /** Five minutes ahead, in milliseconds. */
  @JsonProperty("milliseconds")
  MILLISECONDS,
  @JsonProperty("year_ahead")
  YEAR_AHEAD,
  @JsonProperty("not_a_number")
  NOT_A_NUMBER,
  /** Five minutes ahead, as HTTP writes a date. */
  @JsonProperty("date")
  DATE,
  @JsonProperty("zero")
  ZERO,
  @JsonProperty("negative")
  NEGATIVE,
  /** The largest number of 64 bits. */
  @JsonProperty("huge")
  HUGE;

  private static final Duration SOON = Duration.ofMinutes(5);
  private static final Duration YEAR = Duration.ofDays(365);

  /** In place of seconds since 1970. */
  public String at(Instant now) {
    return switch (this) {
      case MILLISECONDS -> Long.toString(now.plus(SOON).toEpochMilli());
      case YEAR_AHEAD -> Long.toString(now.plus(YEAR).getEpochSecond());
      default -> either(now);
    };
  }

  /** In place of seconds from now on. */
  public String in(Instant now) {
    return switch (this) {
      case MILLISECONDS -> Long.toString(SOON.toMillis());
      case YEAR_AHEAD -> Long.toString(YEAR.toSeconds());
      default -> either(now);
    };
  }

  private String either(Instant now) {
    return switch (this) {
      case DATE ->
          DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plus(SOON).atOffset(ZoneOffset.UTC));
      case ZERO -> "0";
      case NEGATIVE -> "-1";
      case HUGE -> Long.toString(Long.MAX_VALUE);
      case MILLISECONDS, YEAR_AHEAD, NOT_A_NUMBER -> "NaN";
    };
  }
}
