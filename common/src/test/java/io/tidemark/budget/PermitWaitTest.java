package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.clock.WorldClock;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Asks that may wait a moment for their window, on a clock that runs. */
@Tag("server")
class PermitWaitTest {

  private final TestFoundation app = TestFoundation.lay(WorldClock.real(), Map.of());
  private final List<String> answered = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    app.close();
  }

  @Test
  void theOneThatMustWaitAMomentIsNotOvertakenBySmallerOnes() {
    Budget budget = budget(new Limit(new Window.Sliding(Duration.ofSeconds(1)), Unit.ITEMS, 10));

    var asks = List.of(ask(budget, 6), ask(budget, 7), ask(budget, 1), ask(budget, 2));
    await(Future.all(asks));

    assertThat(asks).allMatch(ask -> ask.result() instanceof Admitted);
    assertThat(answered).containsExactly("6", "7", "1", "2");
  }

  @Test
  void oneThatCannotWaitSoLongIsDeniedAndHoldsNobodyUp() {
    Budget budget =
        budget(
            new Limit(new Window.Sliding(Duration.ofMinutes(1)), Unit.ITEMS, 10),
            new Limit(new Window.Sliding(Duration.ofSeconds(1)), Unit.REQUESTS, 100));

    var asks = List.of(ask(budget, 6), ask(budget, 7), ask(budget, 4), ask(budget, 1));
    await(Future.all(asks));

    assertThat(asks.stream().map(ask -> ask.result() instanceof Denied))
        .containsExactly(false, true, false, true);
  }

  private Future<Admission> ask(Budget budget, int items) {
    return budget
        .ask(Cost.items(items), "")
        .onComplete(done -> answered.add(Integer.toString(items)));
  }

  private Budget budget(Limit... limits) {
    var budgets =
        new Budgets(
            app.vertx(),
            WorldClock.real(),
            app.pool(),
            app.app().redis(),
            new SimpleMeterRegistry(),
            app.app().processes(),
            Duration.ofSeconds(5));
    return budgets.budget(
        new Credential("platform", UUID.randomUUID().toString()),
        new BudgetPlan(List.of(limits), Prices.NONE),
        BudgetWorld.always(new ActiveProcesses.Count(1, 0)));
  }
}
