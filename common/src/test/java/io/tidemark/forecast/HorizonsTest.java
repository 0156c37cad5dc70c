package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HorizonsTest {

  private static final GrowthModel MODEL = Streams.model(3, 10, 2);

  @Test
  void aShorterHorizonCutsTheShapes() {
    GrowthModel half = Horizons.move(MODEL, Duration.ofHours(12));

    for (int shape = 0; shape < MODEL.shapes(); shape++) {
      double reached = MODEL.share(shape, 720);
      assertThat(half.share(shape, 360)).isEqualTo(MODEL.share(shape, 360) / reached, within(1e-3));
      assertThat(half.share(shape, 720)).isEqualTo(1);
    }
    assertThat(half.level(5)).isLessThan(MODEL.level(5));
  }

  @Test
  void beyondTheHorizonEachDoublingBringsHalfOfTheOneBefore() {
    GrowthModel longer = Horizons.move(MODEL, Duration.ofDays(4));

    for (int shape = 0; shape < MODEL.shapes(); shape++) {
      double first = longer.share(shape, 1_440) - longer.share(shape, 720);
      double second = longer.share(shape, 2_880) - longer.share(shape, 1_440);
      double third = longer.share(shape, 5_760) - longer.share(shape, 2_880);
      assertThat(second / first).isEqualTo(0.5, within(0.02));
      assertThat(third / second).isEqualTo(0.5, within(0.02));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 48, 168, 720})
  void everyHorizonHasAPolicy(int hours) {
    GrowthModel moved = Horizons.move(ShippedModel.tweets(), Duration.ofHours(hours));
    var policy = AdaptivePolicy.of(moved, Weight.BALANCED, 0.01);

    assertThat(policy.next(Belief.prior(moved), Duration.ZERO)).isInstanceOf(NextPoll.At.class);
    assertThat(moved.calibration()).isEmpty();
  }

  @Test
  void itsOwnHorizonChangesNothing() {
    assertThat(Horizons.move(MODEL, MODEL.horizon())).isSameAs(MODEL);
  }
}
