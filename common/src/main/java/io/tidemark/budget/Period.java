package io.tidemark.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** One day or month of a limit, its end excluded. */
record Period(Instant start, Instant end) {

  static Period of(Window.Day window, Instant now) {
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return between(day, day.plusDays(1));
  }

  static Period of(Window.Month window, Instant now) {
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
    YearMonth month = YearMonth.from(day);
    if (day.isBefore(reset(month, window.resetDay()))) {
      month = month.minusMonths(1);
    }
    return between(reset(month, window.resetDay()), reset(month.plusMonths(1), window.resetDay()));
  }

  private static LocalDate reset(YearMonth month, int day) {
    return month.atDay(Math.min(day, month.lengthOfMonth()));
  }

  private static Period between(LocalDate start, LocalDate end) {
    return new Period(
        start.atStartOfDay(ZoneOffset.UTC).toInstant(),
        end.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
