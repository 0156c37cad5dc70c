package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.NOON;
import static io.tidemark.budget.BudgetWorld.admitted;
import static io.tidemark.budget.BudgetWorld.admittedOf;
import static io.tidemark.budget.BudgetWorld.denied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.contract.Address;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.contract.Message.BudgetWarning;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Money, posts, what is given back, what platforms say, tenants and warnings. */
@Tag("server")
class SpendingTest {

  private static final Window MONTH = new Window.Month(1);
  private static final Prices X = new Prices(0, 5_000, 0, true, true);
  private static final Prices TWITTERAPI = new Prices(0, 150, 150, false, false);

  private static BudgetWorld world;

  @BeforeAll
  static void lay() {
    world = new BudgetWorld();
  }

  @AfterEach
  void noonAgain() {
    world.clock.set(NOON);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @Test
  void xChargesForPostsThatCameBackAndForEachOnceInAUtcDay() {
    Budget budget =
        one(X, new Limit(MONTH, Unit.ITEMS, 1_000), new Limit(MONTH, Unit.MONEY, 50_000_000));
    var asked = Cost.posts(List.of("1", "2", "3", "4"));

    await(budget.settle(admitted(budget, asked), posts("1", "2", "3")));
    assertThat(used(budget)).containsExactly(3L, 15_000L);

    await(budget.settle(admitted(budget, asked), posts("1", "2", "3", "4")));
    assertThat(used(budget)).containsExactly(4L, 20_000L);

    world.clock.advance(Duration.ofHours(24));
    await(budget.settle(admitted(budget, asked), posts("1")));
    assertThat(used(budget)).containsExactly(5L, 25_000L);
  }

  @Test
  void accountsLookedUpAtXCostMoneyAndAreNoPosts() {
    Budget budget =
        one(
            new Prices(1_000, 5_000, 10_000, 0, true, true),
            new Limit(MONTH, Unit.ITEMS, 1_000),
            new Limit(MONTH, Unit.MONEY, 700_000));

    Reservation lookUp = admitted(budget, Cost.users(60));
    assertThat(used(budget)).containsExactly(0L, 601_000L);
    denied(budget, Cost.users(10));
    await(budget.settle(lookUp, BillableUsage.users(2)));

    assertThat(used(budget)).containsExactly(0L, 21_000L);
  }

  @Test
  void aRequestMayHaveAPriceOfItsOwn() {
    Budget budget =
        one(new Prices(1_000, 150, 150, false, false), new Limit(MONTH, Unit.MONEY, 1_000_000));

    await(budget.settle(admitted(budget, Cost.items(100)), BillableUsage.items(80)));
    assertThat(used(budget)).containsExactly(13_000L);
    await(budget.settle(admitted(budget, Cost.request()), BillableUsage.items(0)));
    assertThat(used(budget)).containsExactly(14_000L);
  }

  @Test
  void thePostsBilledTodayNeedNoBudgetAndWhenForgottenTheyDo() {
    Budget budget = one(X, new Limit(MONTH, Unit.ITEMS, 3));
    var asked = Cost.posts(List.of("1", "2", "3"));
    await(budget.settle(admitted(budget, asked), posts("1", "2", "3")));

    await(budget.settle(admitted(budget, asked), posts("1", "2", "3")));
    assertThat(used(budget)).containsExactly(3L);
    world.flush();

    denied(budget, asked);
  }

  @Test
  void twitterapiChargesForEachTweetAndAtLeastForOne() {
    Budget budget = one(TWITTERAPI, new Limit(MONTH, Unit.MONEY, 1_000_000));

    await(budget.settle(admitted(budget, Cost.items(100)), BillableUsage.items(80)));
    assertThat(used(budget)).containsExactly(12_000L);
    await(budget.settle(admitted(budget, Cost.items(100)), BillableUsage.items(0)));
    assertThat(used(budget)).containsExactly(12_150L);
    // It may have been billed: what failed stays counted.
    await(budget.failed(admitted(budget, Cost.items(100))));
    assertThat(used(budget)).containsExactly(27_150L);
    await(budget.release(admitted(budget, Cost.items(100))));
    assertThat(used(budget)).containsExactly(27_150L);
  }

  @Test
  void aCallThatWasNotMadeGivesItsRequestBack() {
    Budget budget =
        one(Prices.NONE, new Limit(new Window.Sliding(Duration.ofMinutes(15)), Unit.REQUESTS, 1));
    Reservation unused = admitted(budget, Cost.request());
    denied(budget, Cost.request());

    await(budget.release(unused));

    admitted(budget, Cost.request());
    denied(budget, Cost.request());
  }

  @Test
  void whatThePlatformReportsHoldsAndIsNeverRaisedWithinItsWindow() {
    Budget budget = one(Prices.NONE, new Limit(MONTH, Unit.REQUESTS, 1_000));
    await(budget.observed("tweets", left(2, NOON.plusSeconds(600)), Reservation.UNCOUNTED));
    await(budget.observed("tweets", left(5, NOON.plusSeconds(600)), Reservation.UNCOUNTED));

    Cost tweets = Cost.request().at("tweets");
    assertThat(admittedOf(budget, tweets, 9)).isEqualTo(2);
    assertThat(denied(budget, tweets).at()).isEqualTo(NOON.plusSeconds(600));
    admitted(budget, Cost.request().at("users"));

    world.clock.set(NOON.plusSeconds(600));
    admitted(budget, tweets);
    await(budget.observed("tweets", left(1, NOON.plusSeconds(1_500)), Reservation.UNCOUNTED));
    assertThat(admittedOf(budget, tweets, 9)).isEqualTo(1);
  }

  @Test
  void thePlatformsOwnWindowsAreShownAndEachOfThemIsKept() {
    Budget budget =
        one(Prices.NONE, new Limit(new Window.Sliding(Duration.ofMinutes(15)), Unit.REQUESTS, 15));
    admitted(budget, Cost.request().at("tweets"));
    Instant tomorrow = NOON.plus(Duration.ofHours(20));
    await(
        budget.observed(
            "tweets",
            List.of(
                new UpstreamQuota("", 9, 15, NOON.plusSeconds(900)),
                new UpstreamQuota(":app-24h", 0, 100, tomorrow)),
            Reservation.UNCOUNTED));

    assertThat(denied(budget, Cost.request().at("tweets")).at()).isEqualTo(tomorrow);
    assertThat(await(budget.lines()))
        .extracting(Line::window, Line::used, Line::limit, Line::percentage)
        .containsExactlyInAnyOrder(
            tuple("15m", 1L, 15L, 6.7),
            tuple("reported:tweets", 6L, 15L, 40.0),
            tuple("reported:tweets:app-24h", 100L, 100L, 100.0));
  }

  @Test
  void aTenantsPartIsShownBesideTheWhole() {
    var plan =
        new BudgetPlan(
            List.of(new Limit(MONTH, Unit.REQUESTS, 100)), Prices.NONE, Map.of("acme", 40));
    Budget budget = world.processes(1, plan).getFirst();
    admitted(budget, Cost.request(), "acme");
    admitted(budget, Cost.request(), "globex");

    assertThat(await(budget.lines()))
        .extracting(Line::tenant, Line::used, Line::limit)
        .containsExactly(tuple("", 2L, 100L), tuple("acme", 1L, 40L), tuple("others", 1L, 60L));
  }

  @Test
  void whatACallMayCostAtMostIsNoReasonToWarn() throws InterruptedException {
    Budget budget = one(Prices.NONE, new Limit(MONTH, Unit.ITEMS, 100));
    BlockingQueue<BudgetWarning> heard = heard(budget);

    await(budget.settle(admitted(budget, Cost.items(100)), BillableUsage.items(10)));
    await(budget.settle(admitted(budget, Cost.items(90)), BillableUsage.items(75)));

    assertThat(heard.poll(20, TimeUnit.SECONDS).percentage()).as("and not 100").isEqualTo(85);
    assertThat(heard).isEmpty();
  }

  @Test
  void aTenantsPartIsItsOwnAndTheOthersShareTheRest() {
    var plan =
        new BudgetPlan(
            List.of(new Limit(new Window.Sliding(Duration.ofMinutes(1)), Unit.REQUESTS, 10)),
            Prices.NONE,
            Map.of("acme", 40));
    Budget budget = world.processes(1, plan).getFirst();

    for (int request = 0; request < 6; request++) {
      admitted(budget, Cost.request(), request % 2 == 0 ? "globex" : "initech");
    }
    assertThat(denied(budget, Cost.request(), "globex").why()).contains("others");
    for (int request = 0; request < 4; request++) {
      admitted(budget, Cost.request(), "acme");
    }
    denied(budget, Cost.request(), "acme");
  }

  @Test
  void eightyAndNinetyFivePercentAreSaidOnceByAllProcessesTogether() throws InterruptedException {
    List<Budget> processes =
        world.processes(2, new BudgetPlan(List.of(new Limit(MONTH, Unit.ITEMS, 100)), Prices.NONE));
    BlockingQueue<BudgetWarning> heard = heard(processes.get(0));

    for (int ask = 0; ask < 100; ask++) {
      spend(processes.get(ask % 2));
    }

    assertThat(heard.poll(20, TimeUnit.SECONDS).percentage()).isEqualTo(80);
    assertThat(heard.poll(20, TimeUnit.SECONDS).percentage()).isEqualTo(95);
    world.clock.set(NOON.plus(Duration.ofDays(31)));
    for (int ask = 0; ask < 80; ask++) {
      spend(processes.get(ask % 2));
    }
    assertThat(heard.poll(20, TimeUnit.SECONDS))
        .isEqualTo(
            new BudgetWarning(
                "platform",
                heardCredential(processes.get(0)),
                "month",
                "items",
                80,
                NOON.plus(Duration.ofDays(31))));
    assertThat(heard).isEmpty();
  }

  private static List<UpstreamQuota> left(long remaining, Instant resetsAt) {
    return List.of(new UpstreamQuota("", remaining, 15, resetsAt));
  }

  private static void spend(Budget budget) {
    await(budget.settle(admitted(budget, Cost.items(1)), BillableUsage.items(1)));
  }

  private static BlockingQueue<BudgetWarning> heard(Budget budget) {
    BlockingQueue<BudgetWarning> heard = new LinkedBlockingQueue<>();
    // What another test's budget has to say may still be on its way.
    String ours = heardCredential(budget);
    await(
        Address.BUDGETS.consume(
            world.app.vertx().eventBus(),
            warning -> {
              if (warning.credential().equals(ours)) {
                heard.add(warning);
              }
            }));
    return heard;
  }

  private static String heardCredential(Budget budget) {
    return await(budget.lines()).getFirst().credential();
  }

  private static List<Long> used(Budget budget) {
    return await(budget.lines()).stream().map(Line::used).toList();
  }

  private static Budget one(Prices prices, Limit... limits) {
    return world.processes(1, new BudgetPlan(List.of(limits), prices)).getFirst();
  }

  private static BillableUsage posts(String... ids) {
    return new BillableUsage(ids.length, List.of(ids));
  }
}
