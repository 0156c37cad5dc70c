package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Streams;
import io.tidemark.forecast.learning.DrawnCurves;
import io.tidemark.forecast.replay.SampledCurves.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FixedLadderTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final GrowthModel STREAM = Streams.model(2, 12, 31);
  private static final SampledCurves CURVES =
      new SampledCurves(DrawnCurves.of(STREAM, 15, 32), DAY);

  @Test
  void noLadderOfTwoPollsMissesLess() {
    List<Duration> best = FixedLadder.best(CURVES, 2).ages();
    double least = missed(best);
    double[] ages = Ages.upTo(DAY).toArray();

    for (int first = 1; first < ages.length; first++) {
      for (int second = first + 1; second < ages.length; second++) {
        List<Duration> other = List.of(Ages.ofMinutes(ages[first]), Ages.ofMinutes(ages[second]));
        assertThat(missed(other)).isGreaterThanOrEqualTo(least - 1e-9);
      }
    }
  }

  @Test
  void aLongerLadderMissesLess() {
    List<FixedLadder> ladders = FixedLadder.bests(CURVES, 6, () -> {});

    for (int polls = 1; polls < 6; polls++) {
      assertThat(ladders.get(polls).ages()).hasSize(polls + 1).isSorted();
      assertThat(missed(ladders.get(polls).ages()))
          .isLessThanOrEqualTo(missed(ladders.get(polls - 1).ages()));
    }
  }

  @Test
  void everyCurveIsChecked() {
    var checks = new AtomicInteger();
    FixedLadder.bests(CURVES, 2, checks::incrementAndGet);

    assertThat(checks).hasValue(15);
  }

  /** The weighted areas beside straight lines. */
  private static double missed(List<Duration> ages) {
    double missed = 0;
    for (int curve = 0; curve < CURVES.size(); curve++) {
      double from = 0;
      Samples samples = CURVES.samples(curve);
      double weight = 1 / Math.sqrt(Math.max(3, CURVES.reached(curve)));
      for (Duration age : ages) {
        double to = Ages.inMinutes(age);
        missed += weight * samples.area(from, to, samples.count(from), samples.count(to));
        from = to;
      }
      double last = samples.count(from);
      missed += weight * samples.area(from, 1_440, last, last);
    }
    return missed;
  }
}
