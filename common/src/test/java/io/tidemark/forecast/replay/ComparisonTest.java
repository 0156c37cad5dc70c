package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Comparisons with the clock and with ladders, by numbers that were computed by hand. */
class ComparisonTest {

  private static final List<PolicyRow> ROWS =
      List.of(
          row("hourly", Kind.CLOCK, 10, 0.10, 0.20),
          row("often", Kind.CLOCK, 5, 0.01, 0.30),
          row("ladder of 2", Kind.LADDER, 2, 0.20, 0.30),
          row("ladder of 4", Kind.LADDER, 4, 0.10, 0.20),
          row("a", Kind.BALANCED, 1, 0.90, 0.90),
          row("b", Kind.BALANCED, 2, 0.10, 0.33),
          row("c", Kind.BALANCED, 3, 0.18, 0.20),
          row("d", Kind.BALANCED, 5, 0.02, 0.10),
          row("e", Kind.VOLUME, 12, 0.30, 0.30));

  @Test
  void theFewestPollsForTheErrorOfARuleAreCounted() {
    Comparison hourly = comparison(Kind.BALANCED, "hourly");

    assertThat(hourly.fewerForWape()).isEqualTo(10 / 2.0, within(1e-9));
    assertThat(hourly.fewerForMean()).isEqualTo(10 / 3.0, within(1e-9));
    assertThat(hourly.wape()).isEqualTo(0.02);
    assertThat(hourly.mean()).isEqualTo(0.10);
    // Half way between the mean errors of a ladder of two and one of four.
    assertThat(comparison(Kind.LADDER, "hourly").fewerForMean()).isEqualTo(2.5, within(1e-9));
  }

  @Test
  void whatIsNotReachedIsNull() {
    Comparison often = comparison(Kind.BALANCED, "often");
    Comparison volume = comparison(Kind.VOLUME, "hourly");

    assertThat(often.fewerForWape()).isNull();
    // Between 0.33 with two polls and 0.20 with three.
    assertThat(often.fewerForMean()).isEqualTo(5 / (2 + 3 / 13.0), within(1e-9));
    assertThat(volume.fewerForMean()).isNull();
    assertThat(volume.wape()).isNull();
    assertThat(volume.mean()).isNull();
  }

  @Test
  void aGapIsTheErrorByThatOfALadderOfAsManyPolls() {
    // One poll is fewer than any ladder has, five are more.
    assertThat(LadderGap.all(ROWS)).extracting(LadderGap::kind).containsExactly(Kind.BALANCED);
    LadderGap gap = LadderGap.all(ROWS).getFirst();

    assertThat(gap.bestWape()).isEqualTo(0.10 / 0.20, within(1e-9));
    assertThat(gap.worstWape()).isEqualTo(0.18 / 0.15, within(1e-9));
    assertThat(gap.bestMean()).isEqualTo(0.20 / 0.25, within(1e-9));
    assertThat(gap.worstMean()).isEqualTo(0.33 / 0.30, within(1e-9));
  }

  private static Comparison comparison(Kind kind, String rule) {
    return Objects.requireNonNull(
        Comparison.all(ROWS).stream()
            .filter(each -> each.kind() == kind && each.rule().equals(rule))
            .findFirst()
            .orElse(null));
  }

  /** The errors that count; rules of the clock draw straight lines, the others do not. */
  private static PolicyRow row(String name, Kind kind, double polls, double wape, double mean) {
    var errors = new Errors(wape, mean, 0);
    var none = new Errors(0, 0, 0);
    PolicyScore score =
        kind == Kind.CLOCK
            ? new PolicyScore(polls, errors, none)
            : new PolicyScore(polls, none, errors);
    return new PolicyRow(name, kind, score, new SharedCalls.Cost(0, 0, 0));
  }
}
