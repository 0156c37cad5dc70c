package io.tidemark.tracker.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.tracker.cadence.ClockCadence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockRuleTest {

  @Test
  void aTweetThatGrowsIsPolledHourlySixTimes() throws IOException {
    List<Reading> readings = new ClockRule(ClockCadence.HOURLY_LOT, 1).readings(growing());

    assertThat(readings)
        .extracting(Reading::age)
        .containsExactly(hours(1), hours(2), hours(3), hours(4), hours(5), hours(6));
    assertThat(readings)
        .extracting(Reading::count)
        .containsExactly(60L, 120L, 180L, 240L, 300L, 360L);
  }

  @Test
  void aTweetThatNeverMovesStopsAtItsFirstPoll() throws IOException {
    for (ClockCadence cadence : ClockCadence.values()) {
      assertThat(new ClockRule(cadence, 1).readings(still())).hasSize(1);
    }
  }

  @Test
  void withoutTheStopRuleTheTiersPollTwentyTimes() throws IOException {
    List<Reading> readings = new ClockRule(ClockCadence.AGE_TIER, 0).readings(still());

    assertThat(readings).hasSize(20);
    assertThat(readings.getLast().age()).isEqualTo(hours(12));
  }

  @Test
  void aThresholdIsAtLeastOne() throws IOException {
    assertThat(ClockRule.all(0).get("HOURLY_LOT").readings(still())).hasSize(1);
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  private static RecordedCurve still() throws IOException {
    return curve("a,0,0\n");
  }

  private static RecordedCurve growing() throws IOException {
    var rows = new StringBuilder();
    for (int minute = 0; minute <= 1_440; minute++) {
      rows.append("a,%d,%d%n".formatted(60 * minute, minute));
    }
    return curve(rows.toString());
  }

  private static RecordedCurve curve(String rows) throws IOException {
    String text = "curve,age_seconds,count\n" + rows;
    return CurveFile.read(
            "curves.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .getFirst();
  }
}
