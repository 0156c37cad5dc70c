package io.tidemark.gateway.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.BudgetLines.Line;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergedBudgetsTest {

  @Test
  void aWindowOfSeveralProcessesIsShownOnceWithTheHighestUse() {
    var known = List.of(spent("a", 3), spent("b", 1), spent("a", 7), spent("a", 5));

    var merged = BudgetsRoute.merged(known);

    assertThat(merged).extracting(Line::used).containsExactly(7L, 1L);
  }

  private static Line spent(String credential, long used) {
    return new Line("x", credential, "month", "requests", used, 10, used * 10, Instant.EPOCH, "");
  }
}
