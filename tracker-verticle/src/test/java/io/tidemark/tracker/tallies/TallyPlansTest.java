package io.tidemark.tracker.tallies;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.BusyZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts of a zone are read without its tweets, but for those of a quarter of an hour. */
@Tag("server")
class TallyPlansTest {

  private static final long OF_A_QUARTER = 300;

  private static BusyZone zone;

  @BeforeAll
  static void fill() {
    zone = new BusyZone();
  }

  @AfterAll
  static void close() {
    zone.close();
  }

  @ParameterizedTest
  @CsvSource({"busy, true", "busy, false", "small-3, true", "small-3, false"})
  void theSpreadOfADayReadsAQuarterHourOfTweets(String of, boolean generic) {
    assertThat(
            zone.rowsRead(
                EngagementTallies.SPREAD,
                generic,
                "'%s', '2026-11-01T10:16Z', '2026-11-01T10:30Z', '2026-11-02Z'".formatted(of)))
        .allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThan(OF_A_QUARTER));
  }

  @ParameterizedTest
  @CsvSource({"busy, true", "busy, false", "small-3, true", "small-3, false"})
  void theArrivalsOfAWeekReadAQuarterHourOfTweets(String of, boolean generic) {
    assertThat(
            zone.rowsRead(
                ArrivalTallies.ARRIVED,
                generic,
                "'%s', '2026-11-01T10:16Z', '2026-11-01T10:30Z'".formatted(of)))
        .allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThan(OF_A_QUARTER));
  }
}
