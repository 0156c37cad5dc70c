package io.tidemark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {

  private final List<String> turns = new ArrayList<>();

  @Test
  void aRatioIsRefusedWhenTheSidesDidNotDoTheSame() {
    Side whole = side("whole", 100, 100);
    Side lossy = side("lossy", 100, 99);

    assertThatThrownBy(() -> Race.run(List.of(whole, lossy), 1, line -> {}))
        .isInstanceOf(UnequalWork.class)
        .hasMessageContaining("lossy left {rows=99}")
        .hasMessageContaining("whole left {rows=100}");
  }

  @Test
  void sidesTakeTurnsAndTheFirstRoundIsNotCounted() throws Exception {
    Race race = Race.run(List.of(side("a", 200, 7), side("b", 100, 7)), 3, line -> {});

    assertThat(turns).containsExactly("a", "b", "b", "a", "a", "b", "b", "a");
    assertThat(race.rate("a").values()).hasSize(3);
    assertThat(race.ratio("a", "b").median()).isEqualTo(2);
  }

  @Test
  void theMedianAndPercentilesLieBetweenNeighbours() {
    Series series = Series.of(List.of(4, 1, 3, 2));

    assertThat(series.median()).isEqualTo(2.5);
    assertThat(series.percentile(100)).isEqualTo(4);
    assertThat(series.least()).isEqualTo(1);
  }

  @Test
  void aGoalThatIsMissedIsSaid() {
    Figure missed = Figure.ratio("tidemark ÷ raw", Series.of(0.4), Goal.atLeast(0.5));

    assertThat(missed.isGood()).isFalse();
    assertThat(missed.text()).contains("0.40").contains("goal ≥ 0.50: MISSED");
    assertThat(new Outcome("timers", List.of(missed), List.of()).isGood()).isFalse();
  }

  private Side side(String name, long amount, long rows) {
    return new Side() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Round round() {
        turns.add(name);
        return new Round(amount, Duration.ofSeconds(1), Map.of("rows", rows));
      }
    };
  }
}
