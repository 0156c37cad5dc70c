package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveEstimateTest {

  private static final GrowthModel MODEL = Streams.model(3, 10, 4);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void itGoesThroughEveryReadingAndNeverFallsBetween() {
    List<Reading> readings =
        List.of(
            new Reading(HOUR, 20),
            new Reading(HOUR.multipliedBy(5), 80),
            new Reading(HOUR.multipliedBy(20), 95));
    CurveEstimate curve = CurveEstimate.of(MODEL, readings);

    for (Reading reading : readings) {
      assertThat(curve.at(reading.age())).isEqualTo(reading.count(), within(1e-9));
    }
    for (int minute = 1; minute <= 1_440; minute++) {
      assertThat(curve.at(Duration.ofMinutes(minute)))
          .isGreaterThanOrEqualTo(curve.at(Duration.ofMinutes(minute - 1)));
    }
  }

  @Test
  void earlyGrowthIsDrawnEarlier() {
    CurveEstimate curve = CurveEstimate.of(MODEL, List.of(new Reading(Duration.ofHours(20), 100)));

    assertThat(curve.at(Duration.ofHours(5))).isGreaterThan(25);
  }

  @Test
  void aPostThatNeverMovedStaysAtZero() {
    CurveEstimate curve = CurveEstimate.of(MODEL, List.of(new Reading(HOUR.multipliedBy(6), 0)));

    assertThat(curve.at(Duration.ofDays(1))).isZero();
  }

  @Test
  void aReadingAtAgeZeroIsWhereTheCurveBegins() {
    CurveEstimate curve =
        CurveEstimate.of(MODEL, List.of(new Reading(Duration.ZERO, 7), new Reading(HOUR, 9)));

    assertThat(curve.at(Duration.ZERO)).isEqualTo(7);
    assertThat(curve.at(HOUR.dividedBy(2))).isBetween(7.0, 9.0);
  }

  @Test
  void beyondTheHorizonTheLastCountHolds() {
    CurveEstimate curve = CurveEstimate.of(MODEL, List.of(new Reading(Duration.ofDays(2), 50)));

    assertThat(curve.at(Duration.ofDays(3))).isEqualTo(50);
    assertThat(curve.at(Duration.ofDays(1))).isBetween(0.0, 50.0);
  }
}
