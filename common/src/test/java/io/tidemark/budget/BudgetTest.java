package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.NOON;
import static io.tidemark.budget.BudgetWorld.admitted;
import static io.tidemark.budget.BudgetWorld.admittedOf;
import static io.tidemark.budget.BudgetWorld.denied;
import static io.tidemark.budget.BudgetWorld.present;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.budget.Admission.Denied;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class BudgetTest {

  private static final Window MONTH = new Window.Month(1);
  private static final Limit FIVE_A_MINUTE =
      new Limit(new Window.Sliding(Duration.ofMinutes(1)), Unit.REQUESTS, 5);

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
  void processesShareOneCount() {
    List<Budget> processes = world.processes(2, plan(FIVE_A_MINUTE));

    assertThat(admittedOf(processes.get(0), Cost.request(), 3)).isEqualTo(3);
    assertThat(admittedOf(processes.get(1), Cost.request(), 10)).isEqualTo(2);
  }

  @Test
  void aDenialSaysWhenAllWindowsAdmit() {
    Budget budget = one(FIVE_A_MINUTE, Limit.spacing(Duration.ofSeconds(1)));
    admitted(budget, Cost.request());

    assertThat(denied(budget, Cost.request()).at()).isEqualTo(NOON.plusSeconds(1));

    for (int request = 1; request < 5; request++) {
      world.clock.advance(Duration.ofSeconds(1));
      admitted(budget, Cost.request());
    }
    Denied denied = denied(budget, Cost.request());
    assertThat(denied.at()).isEqualTo(NOON.plusSeconds(61));
    assertThat(denied.why()).contains("5 requests per 1m");

    world.clock.set(denied.at());
    admitted(budget, Cost.request());
    assertThat(denied(budget, Cost.request()).at()).isEqualTo(NOON.plusSeconds(62));
  }

  @Test
  void whatOneWindowDeniesIsTakenFromNone() {
    Budget budget = one(FIVE_A_MINUTE, new Limit(MONTH, Unit.ITEMS, 100));

    assertThat(denied(budget, Cost.items(101)).why()).contains("100 items per month");

    assertThat(admittedOf(budget, Cost.items(10), 6)).isEqualTo(5);
  }

  @Test
  void aUsedUpMonthIsToldThoughAShortWindowIsShutAsWell() {
    Budget budget = one(new Limit(MONTH, Unit.REQUESTS, 5), Limit.spacing(Duration.ofSeconds(1)));
    for (int request = 0; request < 5; request++) {
      admitted(budget, Cost.request());
      if (request < 4) {
        world.clock.advance(Duration.ofSeconds(1));
      }
    }

    for (int ask = 0; ask < 2; ask++) {
      Denied denied = denied(budget, Cost.request());
      assertThat(denied.at()).isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
      assertThat(denied.why()).contains("5 requests per month");
    }
    world.clock.set(Instant.parse("2026-04-01T00:00:00Z"));
    admitted(budget, Cost.request());
  }

  @Test
  void whatIsLeftOfAMonthIsAdmittedThoughMoreWasNot() {
    Budget budget = one(new Limit(MONTH, Unit.ITEMS, 100));
    admitted(budget, Cost.items(60));
    denied(budget, Cost.items(41));
    denied(budget, Cost.items(41));

    admitted(budget, Cost.items(40));
    denied(budget, Cost.items(1));
  }

  @Test
  void aMonthlyLimitThatWasRaisedAdmitsMoreAtOnce() {
    var credential = new Credential("platform", "raised");
    var alone = new ActiveProcesses.Count(1, 0);
    Budget before = world.process(credential, plan(new Limit(MONTH, Unit.ITEMS, 10)), alone);
    assertThat(admittedOf(before, Cost.items(1), 12)).isEqualTo(10);

    Budget after = world.process(credential, plan(new Limit(MONTH, Unit.ITEMS, 20)), alone);

    assertThat(admittedOf(after, Cost.items(1), 12)).isEqualTo(10);
  }

  @Test
  void manyAsksAtOnceAreAnsweredAsIfOneAfterAnother() {
    Budget budget = one(FIVE_A_MINUTE, new Limit(MONTH, Unit.ITEMS, 1_000));
    List<Future<Admission>> asks =
        IntStream.range(0, 300)
            .mapToObj(ask -> budget.ask(Cost.items(7), "tenant " + ask))
            .toList();

    await(Future.all(asks));

    assertThat(asks.stream().map(ask -> ask.result() instanceof Admission.Admitted))
        .filteredOn(admitted -> admitted)
        .hasSize(5);
    assertThat(await(budget.lines())).extracting(Line::used).containsExactly(5L, 35L);
  }

  @Test
  void asksThatWaitForAnotherGoToRedisTogether() {
    Budget budget = one(new Limit(new Window.Sliding(Duration.ofMinutes(1)), Unit.REQUESTS, 999));
    admitted(budget, Cost.request());
    long before = scriptCalls();

    await(
        Future.all(
            IntStream.range(0, 128).mapToObj(ask -> budget.ask(Cost.request(), "")).toList()));

    assertThat(scriptCalls() - before).as("and not 128").isLessThanOrEqualTo(20);
    assertThat(await(budget.lines())).extracting(Line::used).containsExactly(129L);
  }

  private static long scriptCalls() {
    String info = await(world.redis.send(Request.cmd(Command.INFO).arg("commandstats"))).toString();
    Matcher calls = Pattern.compile("cmdstat_evalsha:calls=([0-9]+)").matcher(info);
    assertThat(calls.find()).isTrue();
    return Long.parseLong(calls.group(1));
  }

  @Test
  void aMonthIsSpentToTheLastPostAndBeginsAnewOnItsResetDay() {
    Budget budget = one(new Limit(new Window.Month(3), Unit.ITEMS, 1_000));

    assertThat(admittedOf(budget, Cost.items(7), 200)).isEqualTo(142);
    assertThat(admittedOf(budget, Cost.items(1), 20)).isEqualTo(6);
    assertThat(denied(budget, Cost.items(1)).at()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));

    world.clock.set(Instant.parse("2026-03-02T23:59:59.999999Z"));
    denied(budget, Cost.items(1));
    world.clock.set(Instant.parse("2026-03-03T00:00:00Z"));
    admitted(budget, Cost.items(1_000));
    denied(budget, Cost.items(1));
  }

  @Test
  void aClockSetBackAMinuteOverAMonthsEndFreesNothing() {
    world.clock.set(Instant.parse("2026-04-01T00:00:30Z"));
    Budget budget = one(FIVE_A_MINUTE, new Limit(MONTH, Unit.REQUESTS, 7));
    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(5);

    world.clock.set(Instant.parse("2026-03-31T23:59:30Z"));
    assertThat(admittedOf(budget, Cost.request(), 9)).isZero();

    world.clock.set(Instant.parse("2026-04-01T00:01:32Z"));
    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(2);
  }

  @Test
  void aClockSetBackByDaysIsFollowedAfterOneEmptyWindow() {
    Budget budget = one(FIVE_A_MINUTE);
    admitted(budget, Cost.request());

    world.clock.set(NOON.minus(Duration.ofDays(3)));
    assertThat(admittedOf(budget, Cost.request(), 3)).isZero();
    world.clock.advance(Duration.ofSeconds(61));
    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(5);
  }

  @Test
  void aClockSetBackByDaysAfterRedisWasFlushedIsFollowedAsWell() {
    Budget budget = one(FIVE_A_MINUTE, Limit.spacing(Duration.ofMillis(500)));
    admitted(budget, Cost.request());
    world.flush();
    await(budget.present());

    world.clock.set(NOON.minus(Duration.ofDays(3)));
    admittedOf(budget, Cost.request(), 1);
    world.clock.advance(Duration.ofSeconds(61));
    admitted(budget, Cost.request());
  }

  @Test
  void redisFlushedForgetsNoMonthAndNoShortWindow() {
    List<Budget> processes =
        world.processes(3, plan(FIVE_A_MINUTE, new Limit(MONTH, Unit.ITEMS, 1_000)));
    admitted(processes.get(0), Cost.items(300));
    admitted(processes.get(1), Cost.items(300));

    world.flush();

    // Until the processes have told what they admitted, nobody is admitted.
    denied(processes.get(2), Cost.items(1));
    present(processes);
    assertThat(admittedOf(processes.get(2), Cost.items(1), 9)).isEqualTo(3);
    world.clock.advance(Duration.ofMinutes(2));
    Budget last = processes.get(0);
    assertThat(denied(last, Cost.items(401)).why()).contains("1000 items per month");
    // What was left of the block is lost with Redis: at most a hundredth.
    admitted(last, Cost.items(385));
  }

  @Test
  void whatRedisLostIsReportedAlsoByProcessesThatBeganSince() {
    Budgets first = world.process();
    await(first.begin());
    Budgets second = world.process();
    await(second.begin());
    Budgets third = world.process();
    await(third.begin());
    BudgetPlan plan = plan(FIVE_A_MINUTE);
    assertThat(admittedOf(third.of("platform", "of three", plan), Cost.request(), 9)).isEqualTo(5);
    await(second.of("platform", "of three", plan).present());

    world.flush();

    await(second.present());
    denied(first.of("platform", "of three", plan), Cost.request());
    await(third.present());
    denied(first.of("platform", "of three", plan), Cost.request());
    world.end(first, second, third);
  }

  @Test
  void processesThatSpendNothingAtAPlatformAreNotWaitedFor() {
    Budgets gateway = world.process();
    await(gateway.begin());
    Budgets tracker = world.process();
    await(tracker.begin());
    Budget budget = tracker.of("alone", "secret", plan(FIVE_A_MINUTE));
    assertThat(admittedOf(budget, Cost.request(), 3)).isEqualTo(3);

    world.flush();

    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(2);
    world.end(gateway, tracker);
  }

  @Test
  void aProcessThatDiedUntoldDelaysForOneWindowOnly() {
    List<Budget> processes = world.processes(2, plan(FIVE_A_MINUTE));
    admitted(processes.get(1), Cost.request());
    world.flush();

    denied(processes.get(0), Cost.request());
    world.clock.advance(Duration.ofSeconds(60));
    assertThat(admittedOf(processes.get(0), Cost.request(), 9)).isEqualTo(5);
  }

  @Test
  void scriptsThatRedisForgotAreSentAgain() {
    Budget budget = one(FIVE_A_MINUTE);
    admitted(budget, Cost.request());

    await(world.redis.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));

    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(4);
    assertThat(world.redis.answers()).isTrue();
  }

  @Test
  void theDatabaseRefusesToBeOver() {
    var credential = new Credential("platform", "over");
    var rows = new QuotaRepository(world.app.pool(), new Credential("platform", "over"));
    var limit = new Limit(MONTH, Unit.ITEMS, 250);
    Period period = limit.period(NOON);

    assertThat(await(rows.reserve(limit, period, 100)).orElseThrow().left()).isEqualTo(100);
    assertThat(await(rows.reserve(limit, period, 100)).orElseThrow().left()).isEqualTo(100);
    assertThat(await(rows.reserve(limit, period, 100))).isEmpty();
    assertThat(await(rows.reserve(limit, period, 49)).orElseThrow().reserved()).isEqualTo(249);
    assertThat(await(rows.reserve(limit, period, 1)).orElseThrow().reserved()).isEqualTo(250);
    assertThat(await(rows.reserve(limit, period, 1))).isEmpty();
    assertThat(credential.prefix()).contains("{platform:over}");
  }

  @Test
  void aLimitThatWasLoweredBelowWhatIsUsedAdmitsNothing() {
    var credential = new Credential("platform", "lowered");
    var alone = new ActiveProcesses.Count(1, 0);
    admitted(
        world.process(credential, plan(new Limit(MONTH, Unit.ITEMS, 1_000)), alone),
        Cost.items(500));
    world.flush();

    Budget lowered = world.process(credential, plan(new Limit(MONTH, Unit.ITEMS, 400)), alone);

    denied(lowered, Cost.items(1));
  }

  @Test
  void windowsShownAreThoseThatWereSpent() {
    Budget budget = one(FIVE_A_MINUTE, new Limit(MONTH, Unit.ITEMS, 1_000));
    admitted(budget, Cost.items(100));

    assertThat(await(budget.lines()))
        .extracting(Line::window, Line::unit, Line::used, Line::percentage)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("1m", "requests", 1L, 20.0),
            org.assertj.core.groups.Tuple.tuple("month", "items", 100L, 10.0));
    assertThat(await(budget.lines()).get(1).resetsAt())
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
  }

  private static Budget one(Limit... limits) {
    return world.processes(1, plan(limits)).getFirst();
  }

  private static BudgetPlan plan(Limit... limits) {
    return new BudgetPlan(List.of(limits), Prices.NONE);
  }
}
