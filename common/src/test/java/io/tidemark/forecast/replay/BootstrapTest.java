package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.replay.Estimate.Part;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void onePostHasNoInterval() {
    assertThat(Bootstrap.mean(new double[] {4}, 1)).isEqualTo(new Estimate(4, 4, 4));
  }

  @Test
  void theEndsAreThoseOfTheLikelyDraws() {
    // Of four equally likely draws of two, one has the mean 0, two have 3 and one has 6.
    assertThat(Bootstrap.mean(new double[] {0, 6}, 1)).isEqualTo(new Estimate(3, 0, 6));
    // Of 256 draws of four, 1 has the mean 8 and 12 have 6: 94.9 % are below 6, 99.6 % below 8.
    assertThat(Bootstrap.mean(new double[] {0, 0, 0, 8}, 1)).isEqualTo(new Estimate(2, 0, 6));
  }

  @Test
  void aRatioIsOfTheSumsOfADraw() {
    // Two draws of four have one post of each kind, which is 4 of 10.
    assertThat(Bootstrap.ratio(new double[] {1, 3}, new double[] {1, 9}, 1))
        .isEqualTo(new Estimate(0.4, 3 / 9.0, 1));
  }

  @Test
  void wholesBelowOneCountAsOne() {
    assertThat(Bootstrap.ratio(new double[] {0.25, 0.25}, new double[] {0, 0}, 1))
        .isEqualTo(new Estimate(0.5, 0.5, 0.5));
  }

  @Test
  void theSameSeedGivesTheSameInterval() {
    double[] values = new SplittableRandom(3).doubles(50).toArray();

    assertThat(Bootstrap.mean(values, 7)).isEqualTo(Bootstrap.mean(values, 7));
    assertThat(Bootstrap.mean(values, 7)).isNotEqualTo(Bootstrap.mean(values, 8));
  }

  @Test
  void anIntervalHasTheMeanOfAllInItAsOftenAsItSays() {
    var random = new SplittableRandom(5);
    int covered = 0;
    for (int sample = 0; sample < 200; sample++) {
      Estimate estimate = Bootstrap.mean(random.doubles(40).toArray(), sample);
      covered += estimate.lower() <= 0.5 && estimate.upper() >= 0.5 ? 1 : 0;
    }
    assertThat(covered).isBetween(180, 198);
  }

  @Test
  void daysOfEqualWeightHalveTheSquareOfTheDistance() {
    var day = new Part(new Estimate(3, 1, 4), 10);

    Estimate both = Estimate.mean(List.of(day, day));

    assertThat(both.value()).isEqualTo(3);
    assertThat(both.lower()).isEqualTo(3 - 2 / Math.sqrt(2), within(1e-12));
    assertThat(both.upper()).isEqualTo(3 + 1 / Math.sqrt(2), within(1e-12));
    assertThat(Estimate.mean(List.of(day))).isEqualTo(day.of());
  }

  @Test
  void aDayCountsByItsWeight() {
    var small = new Part(new Estimate(10, 10, 10), 1);
    var large = new Part(new Estimate(2, 1, 4), 3);

    assertThat(Estimate.mean(List.of(small, large))).isEqualTo(new Estimate(4, 3.25, 5.5));
    assertThat(Estimate.mean(List.of(new Part(small.of(), 0), new Part(large.of(), 0))).value())
        .isEqualTo(6);
  }
}
