package io.tidemark.tracker.tallies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngagementSpreadTest {

  /** 1, 1, 4, 10, 10, 10, 100. */
  private static final EngagementSpread SEVEN =
      new EngagementSpread(new long[] {1, 4, 10, 100}, new long[] {2, 3, 6, 7}, 136);

  @ParameterizedTest
  @CsvSource({"0, 1", "0.25, 2.5", "0.5, 10", "0.75, 10", "0.9, 46", "1, 100"})
  void quantilesLieBetweenTheTweetsAtBothSides(double share, double expected) {
    assertThat(SEVEN.quantile(share)).isCloseTo(expected, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 10", "4, 10", "5, 4", "6, 1", "7, 1", "900, 1"})
  void theHighestHaveAtLeastSoMuch(long tweets, long expected) {
    assertThat(SEVEN.ofHighest(tweets)).isEqualTo(expected);
  }

  @Test
  void withoutTweetsAllIsZero() {
    var none = new EngagementSpread(new long[0], new long[0], 0);

    assertThat(none.tweets()).isZero();
    assertThat(none.average()).isZero();
    assertThat(none.quantile(0.5)).isZero();
    assertThat(none.most()).isZero();
    assertThat(none.ofHighest(500)).isZero();
  }
}
