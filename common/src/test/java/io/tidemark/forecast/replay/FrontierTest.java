package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontierTest {

  private static final Frontier FRONTIER =
      Frontier.of(
          List.of(score(8, 0.01), score(2, 0.04), score(4, 0.05), score(1, 0.10)),
          score -> score.straight().wape());

  @Test
  void aPolicyThatAnotherBeatsIsLeftOut() {
    // Between 0.04 with two polls and 0.01 with eight, and 0.10 with one and 0.04 with two.
    assertThat(FRONTIER.error(4).orElseThrow()).isEqualTo(0.03, within(1e-12));
    assertThat(FRONTIER.polls(0.05).orElseThrow()).isEqualTo(1 + 5 / 6.0, within(1e-12));
  }

  @Test
  void itIsTheSameReadFromBothSides() {
    for (double polls : new double[] {1, 1.5, 2, 3, 6, 8}) {
      assertThat(FRONTIER.polls(FRONTIER.error(polls).orElseThrow()).orElseThrow())
          .isEqualTo(polls, within(1e-9));
    }
  }

  @Test
  void whatNoPolicyReachesIsEmpty() {
    assertThat(FRONTIER.polls(0.005)).isEmpty();
    assertThat(FRONTIER.error(0.5)).isEmpty();
    assertThat(FRONTIER.error(50).orElseThrow()).isEqualTo(0.01);
    assertThat(FRONTIER.polls(0.5).orElseThrow()).isEqualTo(1);
  }

  private static PolicyScore score(double polls, double error) {
    var errors = new Errors(error, error, error);
    return new PolicyScore(polls, errors, errors);
  }
}
