package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.budget.BudgetWorld.admittedOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis that comes back with what it knew before: a snapshot, or a failover. */
@Tag("server")
class OldRedisTest {

  private static final BudgetPlan QUARTER =
      new BudgetPlan(
          List.of(new Limit(new Window.Sliding(Duration.ofMinutes(15)), Unit.REQUESTS, 100)),
          Prices.NONE);

  private final BudgetWorld world = new BudgetWorld();
  private final Credential credential =
      new Credential("platform", UUID.randomUUID().toString().replace("-", "").substring(0, 16));

  @AfterEach
  void close() {
    world.close();
  }

  private List<Budget> processes(int count, BudgetPlan plan) {
    List<Budget> processes =
        java.util.stream.IntStream.range(0, count)
            .mapToObj(
                process -> world.process(credential, plan, new ActiveProcesses.Count(count, 0)))
            .toList();
    BudgetWorld.present(processes);
    return processes;
  }

  /** What Redis holds of the credential, as a snapshot would. */
  private Map<String, Buffer> dump() {
    Map<String, Buffer> dumped = new HashMap<>();
    await(world.redis.send(Request.cmd(Command.KEYS).arg(credential.prefix() + "*")))
        .forEach(
            key ->
                dumped.put(
                    key.toString(),
                    await(world.redis.send(Request.cmd(Command.DUMP).arg(key.toString())))
                        .toBuffer()));
    assertThat(dumped).isNotEmpty();
    return dumped;
  }

  private void restore(Map<String, Buffer> dumped) {
    await(world.redis.send(Request.cmd(Command.KEYS).arg(credential.prefix() + "*")))
        .forEach(key -> await(world.redis.send(Request.cmd(Command.DEL).arg(key.toString()))));
    dumped.forEach(
        (key, value) ->
            await(
                world.redis.send(
                    Request.cmd(Command.RESTORE).arg(key).arg(0).arg(value).arg("REPLACE"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatItForgotIsNotAdmittedAgain(int count) {
    List<Budget> processes = processes(count, QUARTER);
    assertThat(admittedOf(processes.getFirst(), Cost.request(), 5)).isEqualTo(5);
    Map<String, Buffer> snapshot = dump();
    assertThat(admittedOf(processes.getLast(), Cost.request(), 95)).isEqualTo(95);
    BudgetWorld.present(processes);

    restore(snapshot);

    assertThat(admittedOf(processes.getFirst(), Cost.request(), 5)).isZero();
    BudgetWorld.present(processes);
    assertThat(admittedOf(processes.getLast(), Cost.request(), 5)).isZero();
    world.clock.advance(Duration.ofMinutes(31));
    assertThat(admittedOf(processes.getFirst(), Cost.request(), 200)).isEqualTo(100);
  }

  @Test
  void aSnapshotOfACountThatWasReplacedIsNoticedAsWell() {
    List<Budget> processes = processes(1, QUARTER);
    assertThat(admittedOf(processes.getFirst(), Cost.request(), 5)).isEqualTo(5);
    Map<String, Buffer> snapshot = dump();
    world.flush();
    assertThat(admittedOf(processes.getFirst(), Cost.request(), 95)).isEqualTo(95);

    restore(snapshot);

    assertThat(admittedOf(processes.getFirst(), Cost.request(), 5)).isZero();
  }

  @Test
  void anotherServerKnowsNothingWhateverItHolds() {
    List<Budget> processes = processes(1, QUARTER);
    assertThat(admittedOf(processes.getFirst(), Cost.request(), 60)).isEqualTo(60);
    await(
        world.redis.send(
            Request.cmd(Command.HSET).arg(credential.prefix() + ":state").arg("run").arg("other")));
    await(world.redis.send(Request.cmd(Command.DEL).arg(credential.prefix() + ":requests:15m")));

    assertThat(admittedOf(processes.getFirst(), Cost.request(), 60)).isEqualTo(40);
  }

  @Test
  void aMonthIsNotSpentAgain() {
    var month =
        new BudgetPlan(List.of(new Limit(new Window.Month(1), Unit.ITEMS, 300)), Prices.NONE);
    Budget process = processes(1, month).getFirst();
    assertThat(admittedOf(process, Cost.items(1), 1)).isEqualTo(1);
    Map<String, Buffer> snapshot = dump();
    assertThat(admittedOf(process, Cost.items(1), 200)).isEqualTo(200);

    for (int again = 0; again < 3; again++) {
      restore(snapshot);
      assertThat(admittedOf(process, Cost.items(1), 1)).isEqualTo(1);
    }

    assertThat(admittedOf(process, Cost.items(1), 300)).isLessThanOrEqualTo(300 - 204);
  }
}
