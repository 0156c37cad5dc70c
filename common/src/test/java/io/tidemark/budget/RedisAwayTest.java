package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.NOON;
import static io.tidemark.budget.BudgetWorld.admitted;
import static io.tidemark.budget.BudgetWorld.admittedOf;
import static io.tidemark.budget.BudgetWorld.denied;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.ActiveProcesses;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.settings.Settings;
import io.tidemark.stores.LocalStores;
import io.tidemark.telemetry.ProcessName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is spent while a store is away; the Redis is this test's own. */
@Tag("server")
class RedisAwayTest {

  private static final Duration LONG_ENOUGH_TO_BE_KNOWN = Duration.ofSeconds(60);
  private static final BudgetPlan PLAN =
      new BudgetPlan(
          List.of(
              new Limit(new Window.Sliding(Duration.ofMinutes(1)), Unit.REQUESTS, 10),
              new Limit(new Window.Month(1), Unit.ITEMS, 1_000)),
          Prices.NONE);

  private static LocalStores stores;

  private final BudgetWorld world =
      new BudgetWorld(Map.of("TIDEMARK_REDIS_URL", stores.redis().url()));

  private final Credential credential = new Credential("platform", UUID.randomUUID().toString());
  private boolean stopped;

  @BeforeAll
  static void start() {
    stores = LocalStores.temporary();
  }

  @AfterAll
  static void end() {
    stores.close();
  }

  @AfterEach
  void close() {
    world.close();
    if (stopped) {
      stores.redis().start();
    }
  }

  @Test
  void aProcessAloneGoesOnWithWhatItKnowsItSpent() {
    Budget budget = world.process(credential, PLAN, new ActiveProcesses.Count(1, 0));
    assertThat(admittedOf(budget, Cost.items(1), 4)).isEqualTo(4);

    stopRedis();

    assertThat(admittedOf(budget, Cost.items(1), 9)).isEqualTo(6);
    assertThat(await(budget.lines())).extracting(Line::used).containsExactly(10L, 20L);
    world.clock.advance(Duration.ofSeconds(61));
    assertThat(denied(budget, Cost.items(990)).why()).contains("1000 items per month");
    admitted(budget, Cost.items(900));
  }

  @Test
  void severalProcessesBeginWithNothingAndThenHaveAPartEach() {
    List<Budget> processes = processes(3);
    assertThat(admittedOf(processes.get(0), Cost.items(1), 6)).isEqualTo(6);

    stopRedis();

    for (Budget process : processes) {
      denied(process, Cost.items(1));
    }
    world.clock.advance(LONG_ENOUGH_TO_BE_KNOWN.plusSeconds(2));
    for (Budget process : processes) {
      assertThat(admittedOf(process, Cost.items(1), 9)).isEqualTo(3);
    }
  }

  @Test
  void whatWasSpentWithoutRedisCountsWhenItIsBackAndEmpty() {
    List<Budget> processes = processes(2);
    stopRedis();
    denied(processes.get(0), Cost.items(1));
    world.clock.advance(LONG_ENOUGH_TO_BE_KNOWN.plusSeconds(2));
    assertThat(admittedOf(processes.get(0), Cost.items(1), 9)).isEqualTo(5);
    assertThat(admittedOf(processes.get(1), Cost.items(1), 3)).isEqualTo(3);

    startRedis();
    await(untilRedisAnswers());
    // Each way back makes the others tell anew; after as many rounds as processes all is told.
    BudgetWorld.present(processes);
    BudgetWorld.present(processes);

    assertThat(admittedOf(processes.get(1), Cost.items(1), 9)).isEqualTo(2);
    denied(processes.get(0), Cost.items(1));
  }

  @Test
  void whoNeverKnewHowManySpendAdmitsNothing() {
    Budget budget = world.process(credential, PLAN, ActiveProcesses.Count.UNKNOWN);
    stopRedis();

    assertThat(denied(budget, Cost.items(1)).why()).contains("neither Redis nor Postgres");
  }

  @Test
  void thoseWithoutRedisLeaveTheirPartToNobodyElse() {
    Budget with = world.process(credential, PLAN, new ActiveProcesses.Count(2, 1));
    // The one that is cut off cannot tell what it knows, so the count opens after one window.
    denied(with, Cost.items(1));
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(admittedOf(with, Cost.items(1), 20)).isEqualTo(5);
  }

  @Test
  void withoutPostgresShortWindowsHoldAndMonthsUseUpTheirBlock() {
    var nowhere =
        Postgres.pool(
            world.app.vertx(),
            new Settings.Postgres(URI.create("postgresql://user:secret@127.0.0.1:9/none"), 2));
    var budgets =
        new Budgets(
            world.app.vertx(),
            world.clock,
            nowhere,
            world.redis,
            new SimpleMeterRegistry(),
            BudgetWorld.processes(nowhere, world.redis),
            Duration.ZERO);
    admitted(world.process(credential, PLAN, new ActiveProcesses.Count(1, 0)), Cost.items(5));

    Budget budget =
        budgets.budget(credential, PLAN, BudgetWorld.always(new ActiveProcesses.Count(1, 0)));

    assertThat(admittedOf(budget, Cost.items(1), 5)).isEqualTo(5);
    var denied = denied(budget, Cost.items(1));
    assertThat(denied.why()).contains("Postgres does not answer");
    assertThat(denied.at()).isEqualTo(NOON.plusSeconds(5));
    assertThat(admittedOf(budget, Cost.request(), 9)).isEqualTo(4);
  }

  @Test
  void processesKnowOfEachOther() {
    ProcessRegistry first = process(true);
    ProcessRegistry second = process(false);
    ActiveProcesses one = first.at("platform");
    ActiveProcesses two = second.at("platform");
    assertThat(one.count()).isEqualTo(ActiveProcesses.Count.UNKNOWN);
    await(second.at("elsewhere").recount());
    await(one.recount());
    assertThat(one.count()).isEqualTo(new ActiveProcesses.Count(1, 0));
    await(two.recount());
    await(one.recount());
    assertThat(one.count()).isEqualTo(new ActiveProcesses.Count(2, 1));

    world.app.sql(
        "update processes set seen_at = now() - interval '61 seconds' where name = '%s'"
            .formatted(second.name()));
    await(one.recount());
    assertThat(one.count()).isEqualTo(new ActiveProcesses.Count(1, 0));
    await(two.recount());
    await(second.leave());
    await(one.recount());
    assertThat(one.count()).isEqualTo(new ActiveProcesses.Count(1, 0));
  }

  private ProcessRegistry process(boolean reachesRedis) {
    return new ProcessRegistry(
        world.app.pool(),
        ProcessName.unique(),
        "test",
        () -> new Vitals(!reachesRedis, new JsonArray()));
  }

  private void stopRedis() {
    stores.redis().stop();
    stopped = true;
  }

  private void startRedis() {
    stores.redis().start();
    stopped = false;
  }

  private List<Budget> processes(int processes) {
    List<Budget> budgets =
        java.util.stream.IntStream.range(0, processes)
            .mapToObj(
                process -> world.process(credential, PLAN, new ActiveProcesses.Count(processes, 0)))
            .toList();
    BudgetWorld.present(budgets);
    return budgets;
  }

  private Future<?> untilRedisAnswers() {
    return world
        .redis
        .send(io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.PING))
        .recover(
            away ->
                world
                    .app
                    .vertx()
                    .timer(20, TimeUnit.MILLISECONDS)
                    .compose(later -> untilRedisAnswers())
                    .mapEmpty());
  }
}
