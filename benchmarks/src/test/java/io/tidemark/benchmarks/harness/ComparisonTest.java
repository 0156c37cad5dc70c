package io.tidemark.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final List<String> turns = new ArrayList<>();

  @Test
  void aRatioIsRefusedWhenContestantsDidUnequalWork() {
    Contestant whole = contestant("whole", 100, 100);
    Contestant lossy = contestant("lossy", 100, 99);

    assertThatThrownBy(() -> Comparison.run(List.of(whole, lossy), 1, line -> {}))
        .isInstanceOf(UnequalWorkException.class)
        .hasMessageContaining("lossy left {rows=99}")
        .hasMessageContaining("whole left {rows=100}");
  }

  @Test
  void contestantsTakeTurnsAndTheFirstRoundIsNotCounted() throws Exception {
    Comparison comparison =
        Comparison.run(List.of(contestant("a", 200, 7), contestant("b", 100, 7)), 3, line -> {});

    assertThat(turns).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
    assertThat(comparison.rate("a").values()).hasSize(3);
    assertThat(comparison.ratio("a", "b").median()).isEqualTo(2);
  }

  @Test
  void theMedianAndPercentilesLieBetweenNeighbours() {
    Samples series = Samples.of(List.of(4, 1, 3, 2));

    assertThat(series.median()).isEqualTo(2.5);
    assertThat(series.percentile(100)).isEqualTo(4);
    assertThat(series.least()).isEqualTo(1);
  }

  @Test
  void aMissedGoalIsReported() {
    Figure missed = Figure.ratio("tidemark ÷ raw", Samples.of(0.4), Goal.atLeast(0.5));

    assertThat(missed.isGood()).isFalse();
    assertThat(missed.text()).contains("0.40").contains("goal ≥ 0.50: MISSED");
    assertThat(new BenchmarkResult("timers", List.of(missed), List.of()).isGood()).isFalse();
  }

  private Contestant contestant(String name, long amount, long rows) {
    return new Contestant() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public RoundResult round() {
        turns.add(name);
        return new RoundResult(amount, Duration.ofSeconds(1), Map.of("rows", rows));
      }
    };
  }
}
