package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Calibration;
import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.GrowthModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a model by which every post gets ten more in the five hours after the first. */
class ForecastScoreTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Counts after one hour and at the end: 0 and 100, 5 and 10, 0 and 0, 3 and 15. */
  private static final SampledCurves CURVES =
      ThreePosts.curves("a,0,0 a,9000,100 b,60,5 b,9000,10 c,0,0 d,60,3 d,9000,15");

  @ParameterizedTest
  @EnumSource
  void theMedianErrorIsRelativeToTheCount(ForecastScore.Readings readings) {
    ForecastScore score =
        ForecastScore.of(CURVES, ThreePosts.twoAnHour(), HOUR, readings, () -> {});

    // 10 for 100, 15 for 10, 10 for 0 (which counts as one) and 13 for 15.
    assertThat(score.medianError()).isEqualTo((0.9 + 0.5) / 2, within(1e-9));
    assertThat(score.covered80()).isNull();
    assertThat(score.covered90()).isNull();
  }

  /** The spread of ten is √(10 / 121) = 0.2875; of 80 it is taken once, of 90 eight times. */
  @Test
  void coverageIsTheShareOfCountsInTheInterval() {
    ForecastScore score =
        ForecastScore.of(CURVES, calibrated(1, 8), HOUR, ForecastScore.Readings.ONE, () -> {});

    // 11 · e^±0.2875 − 1 is 7.3 to 13.7: of the growths 100, 5, 0 and 12 the last alone.
    assertThat(score.covered80()).isEqualTo(0.25);
    // 11 · e^±2.3 − 1 is 0.1 to 108.7: all but zero.
    assertThat(score.covered90()).isEqualTo(0.75);
  }

  @Test
  void everyCurveIsChecked() {
    var checks = new AtomicInteger();
    ForecastScore.of(
        CURVES, ThreePosts.twoAnHour(), HOUR, ForecastScore.Readings.ALL, checks::incrementAndGet);

    assertThat(checks).hasValue(4);
  }

  private static GrowthModel calibrated(double of80, double of90) {
    GrowthModel model = ThreePosts.twoAnHour();
    double[] near = new double[model.ages().size()];
    double[] far = near.clone();
    Arrays.fill(near, of80);
    Arrays.fill(far, of90);
    var distances = new Distances(near, far);
    var readings = new Calibration.Readings(distances, distances);
    return model.calibrated(new Calibration(100, readings, readings));
  }
}
