package io.tidemark.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

  @ParameterizedTest
  @CsvSource({
    "1,  2026-03-01T00:00:00Z,        2026-03-01, 2026-04-01",
    "1,  2026-03-31T23:59:59.999999Z, 2026-03-01, 2026-04-01",
    "3,  2026-03-02T23:59:59Z,        2026-02-03, 2026-03-03",
    "3,  2026-03-03T00:00:00Z,        2026-03-03, 2026-04-03",
    "31, 2026-02-27T12:00:00Z,        2026-01-31, 2026-02-28",
    "31, 2026-02-28T00:00:00Z,        2026-02-28, 2026-03-31",
    "29, 2028-02-29T00:00:00Z,        2028-02-29, 2028-03-29",
    "30, 2026-12-31T12:00:00Z,        2026-12-30, 2027-01-30",
    "31, 2027-01-01T00:00:00Z,        2026-12-31, 2027-01-31"
  })
  void aMonthBeginsOnItsResetDayOrOnTheLastOfAShorterMonth(
      int resetDay, Instant now, String start, String end) {
    assertThat(Period.of(new Window.Month(resetDay), now))
        .isEqualTo(
            new Period(Instant.parse(start + "T00:00:00Z"), Instant.parse(end + "T00:00:00Z")));
  }
}
