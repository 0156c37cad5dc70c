package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.clock.SettableClock;
import io.tidemark.processes.ActiveProcesses;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.redis.RedisLink;
import io.tidemark.telemetry.ProcessName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Several processes on one Redis and one database, and a clock that stands still. */
final class BudgetWorld implements AutoCloseable {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  final SettableClock clock = new SettableClock(NOON);
  final TestFoundation app;
  final RedisLink redis;
  private final List<ProcessRegistry> registries = new ArrayList<>();

  BudgetWorld() {
    this(Map.of());
  }

  BudgetWorld(Map<String, String> settings) {
    app = TestFoundation.lay(clock, settings);
    redis = app.app().redis();
  }

  /** The budget of one new credential as so many processes see it. */
  List<Budget> processes(int processes, BudgetPlan plan) {
    var credential = new Credential("platform", UUID.randomUUID().toString().substring(0, 8));
    List<Budget> budgets =
        IntStream.range(0, processes)
            .mapToObj(process -> process(credential, plan, new ActiveProcesses.Count(processes, 0)))
            .toList();
    present(budgets);
    return budgets;
  }

  Budget process(Credential credential, BudgetPlan plan, ActiveProcesses.Count living) {
    return process().budget(credential, plan, always(living));
  }

  static ActiveProcesses always(ActiveProcesses.Count count) {
    return new ActiveProcesses() {
      @Override
      public Count count() {
        return count;
      }

      @Override
      public Future<Void> recount() {
        return Future.succeededFuture();
      }
    };
  }

  Budgets process() {
    ProcessRegistry own = processes(app.pool(), redis);
    registries.add(own);
    return new Budgets(
        app.vertx(), clock, app.pool(), redis, new SimpleMeterRegistry(), own, Duration.ZERO);
  }

  /** A process of its own, so to speak. */
  static ProcessRegistry processes(Pool pool, RedisLink redis) {
    return new ProcessRegistry(
        pool, ProcessName.unique(), "test", () -> new Vitals(!redis.answers(), new JsonArray()));
  }

  /** Ends all processes that began, so that no later test counts them. */
  void end(Budgets... begun) {
    List.of(begun).forEach(Budgets::end);
    registries.forEach(own -> await(own.leave()));
    registries.clear();
  }

  static void present(List<Budget> processes) {
    processes.forEach(process -> await(process.present()));
  }

  static Reservation admitted(Budget budget, Cost cost) {
    return admitted(budget, cost, "");
  }

  static Reservation admitted(Budget budget, Cost cost, String tenant) {
    Admission admission = await(budget.ask(cost, tenant));
    assertThat(admission).isInstanceOf(Admitted.class);
    return ((Admitted) admission).reservation();
  }

  static Denied denied(Budget budget, Cost cost) {
    return denied(budget, cost, "");
  }

  static Denied denied(Budget budget, Cost cost, String tenant) {
    Admission admission = await(budget.ask(cost, tenant));
    assertThat(admission).isInstanceOf(Denied.class);
    return (Denied) admission;
  }

  static int admittedOf(Budget budget, Cost cost, int asks) {
    int admitted = 0;
    for (int ask = 0; ask < asks; ask++) {
      if (await(budget.ask(cost, "")) instanceof Admitted) {
        admitted++;
      }
    }
    return admitted;
  }

  void flush() {
    await(redis.send(Request.cmd(Command.FLUSHDB)));
  }

  @Override
  public void close() {
    app.close();
  }
}
