package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.processes.TestProcesses.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.processes.ProcessRegistry.LiveProcess;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.telemetry.ProcessName;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes of the version before and of this one side by side, as during every upgrade. */
@Tag("server")
class RollingUpgradeTest {

  private static final Vertx vertx = Vertx.vertx();
  private static TestProcesses processes;

  private ProcessRegistry registry;
  private FailureDetector detector;
  private OldProcess old;

  @BeforeAll
  static void lay() {
    processes = new TestProcesses(vertx, TestProcesses.newDatabase());
  }

  @AfterAll
  static void close() {
    processes.close();
    await(vertx.close());
  }

  @BeforeEach
  void oneOfEach() {
    registry = registry(false);
    detector = processes.join(registry);
    old = new OldProcess(processes.pool, "old");
    processes.after(FailureDetector.MIN_SESSION_AGE);
  }

  @AfterEach
  void clear() {
    old.close();
    processes.clear();
  }

  @Test
  void bothVersionsShareQuotasAmongAllProcesses() {
    ActiveProcesses seen = registry.at("platform");
    await(seen.recount());
    old.signOfLife();
    assertThat(old.count(false, "platform")).isEqualTo("2 0");
    await(seen.recount());
    assertThat(seen.count()).isEqualTo(new ActiveProcesses.Count(2, 0));

    assertThat(old.count(true, "platform")).isEqualTo("2 1");
    await(registry(true).at("platform").recount());
    await(seen.recount());
    assertThat(seen.count()).isEqualTo(new ActiveProcesses.Count(3, 2));
    assertThat(old.count(true, "platform")).isEqualTo("3 2");
    assertThat(await(registry.names())).hasSize(3).contains("old", registry.name());

    old.leave();
    await(seen.recount());
    assertThat(seen.count()).isEqualTo(new ActiveProcesses.Count(2, 1));
  }

  @Test
  void neitherVersionDeclaresTheOtherDeadWhileItLives() {
    processes.schedule(1);
    await(processes.timersOf(detector).claim(NOON, 1));

    processes.probeTwice(detector);
    old.renewSession();
    processes.probeTwice(detector);

    assertThat(old.missing()).isEmpty();
    assertThat(processes.gone()).isEmpty();
    assertThat(detector.processId()).isNotNull().isNotEqualTo(old.id());
  }

  @Test
  void claimsOfADeadProcessOfTheVersionBeforeAreFree() {
    processes.schedule(1);
    await(processes.timersOf(old::id).claim(NOON, 1));
    assertThat(processes.claimed(detector)).isEmpty();

    old.loseSession();
    processes.probeTwice(detector);

    assertThat(processes.gone()).containsExactly(old.id());
    assertThat(processes.claimed(detector)).containsExactly(1L);
  }

  @Test
  void aProcessThatAnOldOneDeclaredDeadRegistersAnewAndStaysCounted() {
    await(registry.at("platform").recount());
    processes.schedule(2);
    int before = Optional.ofNullable(detector.processId()).orElseThrow();
    var claims = await(processes.timersOf(detector).claim(NOON, 1));

    old.giveUp(before);
    assertThat(old.count(false, "platform")).as("it may live").isEqualTo("2 0");
    await(detector.probe()); // sees that it is gone
    await(detector.probe());

    assertThat(detector.processId()).isNotNull().isNotEqualTo(before);
    assertThat(old.count(false, "platform")).isEqualTo("2 0");
    assertThat(old.missing()).isEmpty();
    assertThat(await(processes.timersOf(detector).renew(claims))).isEqualTo(1);
    assertThat(await(registry.names())).contains(registry.name()).doesNotHaveDuplicates();
  }

  @Test
  void theVersionBeforeDeletesNoRowThatClaimsName() {
    processes.schedule(1);
    await(registry.at("platform").recount());
    await(processes.timersOf(detector).claim(NOON, 1));
    await(
        processes
            .pool
            .query(
                "update processes set seen_at = now() - interval '2 hours' where role is not null")
            .execute());

    assertThat(old.count(false, "platform")).as("silent for a minute").isEqualTo("1 0");
    old.signOfLife();

    assertThat(
            processes.number("select count(*) from processes where id = " + detector.processId()))
        .isEqualTo(1);
    assertThat(old.missing()).isEmpty();
    await(registry.beat());
    assertThat(old.count(false, "platform")).isEqualTo("2 0");
  }

  @Test
  void bothVersionsShowAllProcesses() {
    await(registry.beat());
    old.signOfLife();

    assertThat(old.shown()).containsExactly(ProcessName.label(), "old (1)");
    assertThat(await(registry.live()))
        .extracting(LiveProcess::label)
        .containsExactly(ProcessName.label(), "old (1)");
  }

  private static ProcessRegistry registry(boolean withoutRedis) {
    return new ProcessRegistry(
        processes.pool,
        ProcessName.unique(),
        "tracker",
        () -> new Vitals(withoutRedis, new JsonArray()));
  }
}
