package io.tidemark.standalone.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.PolicyRow;
import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import io.tidemark.forecast.replay.SharedCalls.Cost;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontierPictureTest {

  /** Polls lie on a scale from 0.25 to 32, errors on one from 1 to 100 %. */
  @Test
  void everyPolicyLiesOnTheScale() {
    String svg =
        picture(
            row("rare", Kind.BALANCED, 0.25, 0.9),
            row("often", Kind.BALANCED, 4, 0.01),
            row("HOURLY", Kind.CLOCK, 20, 0.7));

    // 60 + 410 · log₂(20 / 0.25) / 7, and 400 − 350 · log₁₀(0.7 / 0.01) / 2.
    assertThat(svg).contains("<circle cx=\"430.3\" cy=\"77.1\" r=\"4\"");
    assertThat(svg).contains("<polyline points=\"60.0,58.0 294.3,400.0\"");
    assertThat(svg).contains(">0.25</text>", ">32</text>", ">1 %</text>", ">100 %</text>");
    assertThat(svg).doesNotContain(">64</text>", ">0.5 %</text>", ">200 %</text>");
  }

  @Test
  void aPolicyThatPollsNothingIsLeftOut() {
    String svg = picture(row("none", Kind.CLOCK, 0, 1), row("one", Kind.CLOCK, 1, 0.1));

    assertThat(svg).contains(">one</text>").doesNotContain(">none</text>");
  }

  @Test
  void anErrorOfZeroLiesOnTheLowestLine() {
    assertThat(picture(row("exact", Kind.CLOCK, 2, 0), row("one", Kind.CLOCK, 4, 0.1)))
        .contains("cy=\"400.0\"");
  }

  @Test
  void aScaleReachesFromOneRoundNumberToAnother() {
    assertThat(LogScale.ofDecades(0.004, 0.41).marks())
        .containsExactly(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5);
    assertThat(LogScale.ofDoublings(1, 1).marks()).containsExactly(1.0, 2.0);
    assertThat(LogScale.ofDoublings(3, 9).part(4)).isEqualTo(1 / 3.0, within(1e-9));
  }

  private static String picture(PolicyRow... rows) {
    return FrontierPicture.of(
        new BacktestReport(1, 1, List.of(rows), List.of(), List.of(), List.of()));
  }

  private static PolicyRow row(String name, Kind kind, double polls, double error) {
    var errors = new Errors(error, error, error);
    return new PolicyRow(name, kind, new PolicyScore(polls, errors, errors), new Cost(0, 0, 0));
  }
}
