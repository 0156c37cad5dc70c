package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.Unit;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.runs.StartResult;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Call;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cycle that may not ask for a while, or for a month. */
@Tag("server")
class WaitingTest {

  private SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  @Test
  void aHundredDaosAreSweptWithFifteenRequestsInFifteenMinutes() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_PER_15_MINUTES", "15"));
    dao.daosWithATweet(97);
    Stream.of("nobody", "banned", "broken").forEach(dao::dao);
    dao.tweet("broken", Duration.ofHours(1));
    dao.world.simulator.tweets().authors().named("banned");
    dao.world.simulator.change(
        s ->
            s.requestsPerWindow(15)
                .windowSeconds(900)
                .suspendedUsers("banned")
                .failingUsers("broken"));

    long cycle = dao.start();
    int waits = 0;
    for (var next = dao.run(); next.isPresent(); next = dao.run()) {
      assertThatNothingIsHeld();
      dao.world.clock.set(next.get());
      waits++;
    }

    assertThat(waits).isGreaterThanOrEqualTo(6);
    assertThat(dao.calls(SweepWorld.TIMELINE))
        .as("98 and two more tries of one that fails")
        .hasSize(100);
    List<Call> calls = dao.world.simulator.meter().recordedCalls();
    assertThat(calls).noneMatch(call -> call.status() == 429);
    for (Call call : calls) {
      assertThat(
              calls.stream()
                  .filter(other -> !other.at().isBefore(call.at()))
                  .filter(other -> other.at().isBefore(call.at().plusSeconds(900))))
          .as("requests in the 15 minutes from " + call.at())
          .hasSizeLessThanOrEqualTo(15);
    }
    assertThat(dao.status(cycle)).isEqualTo("partial");
    assertThat(dao.stats(cycle).getInteger("daos_swept")).isEqualTo(97);
    assertThat(dao.stats(cycle).getInteger("daos_failed")).isEqualTo(3);
    assertThat(dao.logged("error"))
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactlyInAnyOrder("nobody", "banned", "broken");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(97);
    assertThat(
            dao.timelinesAsked().stream()
                .filter(name -> !name.equals("broken"))
                .collect(groupingBy(name -> name))
                .values())
        .as("nobody is asked twice")
        .allMatch(asked -> asked.size() == 1);
    assertThat(dao.stats(cycle).getLong("duration_ms"))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(90).toMillis());
  }

  @Test
  void aBatchOfRequestsIsFollowedByAQuarterOfAnHour() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_DAO_SWEEP_MAX_REQUESTS_PER_BATCH", "5"));
    dao.daosWithATweet(14);

    long cycle = dao.start();
    Instant began = dao.world.clock.instant();
    dao.run();
    assertThat(dao.cycle(cycle).getString("waiting_reason"))
        .isEqualTo("a batch of 5 requests has ended");
    dao.runToTheEnd();

    // The look-up and 14 timelines: three batches.
    List<Call> calls = dao.world.simulator.meter().recordedCalls();
    assertThat(calls).hasSize(15);
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).at()).isEqualTo(began.plus(Duration.ofMinutes(15L * (i / 5))));
    }
    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.world.clock.instant()).isEqualTo(began.plus(Duration.ofMinutes(30)));
  }

  @Test
  void withOurOwnBudgetXNeverHasToRefuse() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_SPACING", "1s", "TIDEMARK_X_PER_15_MINUTES", "15"));
    dao.daosWithATweet(40);
    dao.world.simulator.change(s -> s.requestsPerWindow(15).windowSeconds(900));

    long cycle = dao.sweep();

    List<Call> calls = dao.world.simulator.meter().recordedCalls();
    assertThat(calls).hasSize(41).allMatch(call -> call.status() == 200);
    for (int i = 1; i < calls.size(); i++) {
      assertThat(Duration.between(calls.get(i - 1).at(), calls.get(i).at()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
    for (int i = 15; i < calls.size(); i++) {
      assertThat(Duration.between(calls.get(i - 15).at(), calls.get(i).at()))
          .as("the sixteenth after the first")
          .isGreaterThanOrEqualTo(Duration.ofMinutes(15));
    }
    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.logged("info").stream().filter(line -> line.startsWith("The sweep waits")))
        .as("windows are told, the second between two requests is not")
        .hasSize(2);
  }

  @Test
  void aMonthsPostsThatAreUsedUpEndTheSweep() {
    dao.close();
    // Pages shrink with what is left; after three DAOs it is less than X's smallest page.
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_POSTS_PER_MONTH", "7"));
    dao.daosWithATweet(5);

    long cycle = dao.sweep();

    assertThat(dao.status(cycle)).isEqualTo("budget_exhausted");
    assertThat(dao.cycle(cycle).getString("message")).contains("with 3 of 5 DAOs swept");
    assertThat(used(Unit.ITEMS)).isEqualTo(3);

    dao.world.clock.advance(Duration.ofHours(2));
    assertThat(dao.status(dao.sweep())).isEqualTo("budget_exhausted");
    assertThat(used(Unit.ITEMS)).isEqualTo(3);
  }

  @Test
  void aSecondSweepOnTheSameUtcDayAddsNoPosts() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_POSTS_PER_MONTH", "15000"));
    dao.daosWithATweet(5);
    dao.sweep();
    assertThat(used(Unit.ITEMS)).isEqualTo(5);

    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();

    assertThat(dao.calls(SweepWorld.TIMELINE)).hasSize(10);
    assertThat(used(Unit.ITEMS)).isEqualTo(5);
  }

  private long used(Unit unit) {
    return await(dao.world.stores.app().budgets().lines()).stream()
        .filter(line -> line.unit().equalsIgnoreCase(unit.name()) && line.window().equals("month"))
        .mapToLong(Line::used)
        .sum();
  }

  private void assertThatNothingIsHeld() {
    assertThat(dao.timer().getOffsetDateTime("leased_until")).isNull();
    assertThat(
            dao.number(
                "select count(*) from pg_stat_activity where datname = current_database()"
                    + " and state like 'idle in transaction%'"))
        .isZero();
  }

  @Test
  void accountsThatAreLookedUpAreInTheMoneyThatXMayCost() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_MONTHLY_USD", "100"));
    dao.daosWithATweet(2);
    dao.dao("nobody");

    dao.sweep();

    assertThat(used(Unit.MONEY))
        .as("two accounts and two posts; nobody is free")
        .isEqualTo(2 * 10_000L + 2 * 5_000L);
  }

  @Test
  void aThrottledSweepHoldsNothingWhileItWaits() {
    dao.daosWithATweet(5);
    dao.world.simulator.change(s -> s.requestsPerWindow(3).windowSeconds(900));
    long cycle = dao.start();

    Instant next = dao.run().orElseThrow();

    Instant reset = dao.world.clock.instant().plusSeconds(900);
    assertThat(next).isEqualTo(reset);
    assertThat(dao.timer().getOffsetDateTime("due_at").toInstant()).isEqualTo(reset);
    assertThatNothingIsHeld();
    Row row = dao.cycle(cycle);
    assertThat(row.getString("status")).isEqualTo("waiting");
    assertThat(row.getOffsetDateTime("waiting_until").toInstant()).isEqualTo(reset);
    assertThat(row.getString("waiting_reason")).isNotBlank();
    assertThat(dao.number("select count(*) from dao_sync_progress where status = 'done'"))
        .isEqualTo(3);

    dao.world.clock.set(reset);
    assertThat(dao.run()).isEmpty();
    assertThat(dao.status(cycle)).isEqualTo("completed");
  }

  @Test
  void aTokenThatXRefusesIsAnErrorInTheLog() {
    dao.daosWithATweet(1);
    dao.world.simulator.change(s -> s.status(401));
    dao.start();

    dao.run();

    assertThat(dao.logged("error"))
        .containsExactly("The sweep waits: X API answered 401: Unauthorized");
  }

  @Test
  void aDaoThatIsDisabledInMidSweepIsLeftOutAndTheLogSaysSo() {
    dao.daosWithATweet(3);
    long cycle = dao.start();
    dao.pass.runOnce();
    dao.sql("update daos set enabled = false where slug = 'dao002'");

    dao.runToTheEnd();

    assertThat(dao.timelinesAsked()).containsExactly("dao001", "dao003");
    assertThat(dao.cycle(cycle).getString("message")).isEqualTo("2 of 3 DAOs were swept");
    assertThat(dao.logged("info"))
        .contains("dao002: It was disabled, or lost its handle, before its turn ended");
  }

  @Test
  void anotherProcessSeesThatTheTokenIsPausedAndAsksNothing() {
    dao.daosWithATweet(2);
    dao.world.simulator.change(s -> s.status(429).retryAfterSeconds(600));
    dao.start();
    dao.run();
    int calls = dao.world.simulator.meter().recordedCalls().size();
    dao.sql("update timers set due_at = '2026-11-02T10:00:00Z' where kind = 'dao-sweep'");

    try (TestFoundation other = dao.world.anotherPod()) {
      assertThat(dao.run(SweepWorld.pass(other.app())))
          .contains(dao.world.clock.instant().plusSeconds(600));
    }

    assertThat(dao.world.simulator.meter().recordedCalls()).hasSize(calls);
  }

  @Test
  void aMonthlyCapEndsTheSweepWithAClearStatus() {
    dao.daosWithATweet(3);
    long cycle = dao.start();
    dao.pass.runOnce();
    dao.pass.runOnce();
    dao.world.simulator.change(s -> s.monthlyCapReached(true));

    assertThat(dao.run()).isEmpty();

    assertThat(dao.status(cycle)).isEqualTo("budget_exhausted");
    assertThat(dao.cycle(cycle).getString("message"))
        .isEqualTo(
            "The sweep ends with 1 of 3 DAOs swept, the others go first in the next:"
                + " out of money, the usage cap of X is used up:"
                + " X API answered 429: Usage cap exceeded: Monthly product cap");
    assertThat(dao.logged("error")).singleElement().asString().contains("Usage cap exceeded");
    assertThat(dao.stats(cycle).getString("status")).isEqualTo("budget_exhausted");
    assertThat(dao.stats(cycle).getInteger("daos_swept")).isEqualTo(1);

    dao.world.simulator.use(PlatformFaults.none());
    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();
    assertThat(dao.timelinesAsked().subList(2, 5))
        .as("who was not reached goes first")
        .containsExactly("dao002", "dao003", "dao001");
  }

  @Test
  void withoutATokenItWaitsAndSaysWhatFor() {
    dao.close();
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_BEARER_TOKEN", ""));
    dao.daosWithATweet(1);
    long cycle = dao.start();

    assertThat(dao.run()).contains(dao.world.clock.instant().plusSeconds(900));
    dao.world.clock.advance(Duration.ofMinutes(15));
    dao.run();

    assertThat(dao.cycle(cycle).getString("waiting_reason"))
        .isEqualTo("TIDEMARK_X_BEARER_TOKEN is not set");
    assertThat(dao.logged("info"))
        .as("told once, not every time")
        .containsExactly("A sweep begins", "The sweep waits: TIDEMARK_X_BEARER_TOKEN is not set");
  }

  @Test
  void aRegularStartIsLeftOutWhileTheLastSweepWaits() {
    dao.daosWithATweet(1);
    dao.world.simulator.change(s -> s.status(429).retryAfterSeconds(3 * 3_600));
    long cycle = dao.start();
    dao.run();
    dao.world.clock.advance(Duration.ofHours(2));

    assertThat(await(dao.sweeps.startRegular())).isEqualTo(new StartResult.UnderWay(cycle));
    assertThat(dao.startNow("dao001")).isInstanceOf(StartResult.Started.class);
    assertThat(dao.startNow("dao001")).isInstanceOf(StartResult.UnderWay.class);
    assertThat(dao.number("select count(*) from dao_sync_cycles")).isEqualTo(2);
  }

  @Test
  void withoutDaosThereIsNoSweep() {
    assertThat(await(dao.sweeps.startRegular())).isInstanceOf(StartResult.NothingToDo.class);
    await(dao.daos.add("quiet", "Quiet", "quiet", false, dao.world.clock.instant()));
    assertThat(dao.startNow("quiet")).isInstanceOf(StartResult.NothingToDo.class);
    assertThat(dao.number("select count(*) from dao_sync_cycles")).isZero();
    assertThat(dao.number("select count(*) from dao_sync_logs")).isZero();
  }
}
