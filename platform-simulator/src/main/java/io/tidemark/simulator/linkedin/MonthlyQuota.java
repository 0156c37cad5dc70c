package io.tidemark.simulator.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** The monthly quota of scrapes, by calendar month (UTC). Thread-safe. */
final class MonthlyQuota {

  private YearMonth month = YearMonth.of(1970, 1);
  private int spent;

  synchronized void spend(Instant now) {
    turn(now);
    spent++;
  }

  synchronized int spent(Instant now) {
    turn(now);
    return spent;
  }

  static long secondsLeft(Instant now) {
    Instant end = monthOf(now).plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return Duration.between(now, end).plusNanos(999_999_999).toSeconds();
  }

  private void turn(Instant now) {
    if (!monthOf(now).equals(month)) {
      month = monthOf(now);
      spent = 0;
    }
  }

  private static YearMonth monthOf(Instant now) {
    return YearMonth.from(now.atZone(ZoneOffset.UTC));
  }
}
