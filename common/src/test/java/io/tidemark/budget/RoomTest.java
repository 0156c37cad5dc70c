package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.admitted;
import static io.tidemark.budget.BudgetWorld.denied;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.processes.ActiveProcesses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls shrink to what a budget has left. */
@Tag("server")
class RoomTest {

  private static final Prices TWEETS = new Prices(0, 150, 150, false, false);

  private final BudgetWorld world = new BudgetWorld();

  @AfterEach
  void close() {
    world.close();
  }

  static Stream<Arguments> limitsWithRoomForEighty() {
    return Stream.of(
        Arguments.of("a day of money", TWEETS, new Limit(new Window.Day(), Unit.MONEY, 12_000)),
        Arguments.of(
            "a month of money", TWEETS, new Limit(new Window.Month(3), Unit.MONEY, 12_149)),
        Arguments.of(
            "a month of items", Prices.NONE, new Limit(new Window.Month(1), Unit.ITEMS, 80)),
        Arguments.of(
            "any hour of items",
            Prices.NONE,
            new Limit(new Window.Sliding(Duration.ofHours(1)), Unit.ITEMS, 80)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limitsWithRoomForEighty")
  void aCallThatNeverFitsIsToldHowMuchDoes(String name, Prices prices, Limit limit) {
    Budget budget = budget(new BudgetPlan(List.of(limit), prices));
    Cost hundred = Cost.items(100);

    denied(budget, hundred);
    assertThat(await(budget.room(hundred, ""))).isEqualTo(80);
    Reservation taken = admitted(budget, hundred.first(80));
    denied(budget, Cost.items(20));
    assertThat(await(budget.room(Cost.items(20), ""))).isZero();

    await(budget.settle(taken, BillableUsage.items(50)));
    assertThat(await(budget.room(hundred, ""))).isEqualTo(30);
  }

  @Test
  void aShareHasRoomOfItsOwn() {
    Budget budget =
        budget(
            new BudgetPlan(
                List.of(new Limit(new Window.Month(1), Unit.ITEMS, 1_000)),
                Prices.NONE,
                Map.of("acme", 5)));

    denied(budget, Cost.items(100), "acme");
    assertThat(await(budget.room(Cost.items(100), "acme"))).isEqualTo(50);
    admitted(budget, Cost.items(50), "acme");
    admitted(budget, Cost.items(100), "brand");
  }

  @Test
  void whatIsSetAsideUnderTheNameOfBeforeIsNotThere() {
    world.app.sql(
        "insert into budget_usage (upstream, credential, allowance, period_start, period_end,"
            + " allowed, reserved, last_block) values ('platform', '01234567', 'items:month',"
            + " '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 1000, 900, 10)");
    var plan =
        new BudgetPlan(List.of(new Limit(new Window.Month(1), Unit.ITEMS, 1_000)), Prices.NONE);
    Budget budget =
        world.process(
            new Credential("platform", "0123456789abcdef"), plan, new ActiveProcesses.Count(1, 0));
    await(budget.present());

    assertThat(await(budget.lines())).extracting(Line::used).containsExactly(900L);
    denied(budget, Cost.items(101));
    assertThat(await(budget.room(Cost.items(101), ""))).isEqualTo(100);
    admitted(budget, Cost.items(100));
    denied(budget, Cost.items(1));
  }

  private Budget budget(BudgetPlan plan) {
    return world.processes(1, plan).getFirst();
  }
}
