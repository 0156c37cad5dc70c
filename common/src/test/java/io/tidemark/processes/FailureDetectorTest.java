package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.processes.TestProcesses.KIND;
import static io.tidemark.processes.TestProcesses.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class FailureDetectorTest {

  private static final Vertx vertx = Vertx.vertx();
  private static TestProcesses processes;

  private FailureDetector survivor;
  private FailureDetector victim;

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
  void twoProcessesThatHaveBeenThereForAWhile() {
    survivor = processes.join("survivor");
    victim = processes.join("victim");
    processes.after(FailureDetector.MIN_SESSION_AGE);
  }

  @AfterEach
  void clear() {
    processes.clear();
  }

  @Test
  void whatAKilledProcessHeldIsFreeAtItsSecondMissedLook() {
    processes.schedule(3);
    List<Claim> claims = await(processes.timersOf(victim).claim(NOON, 2));
    processes.cut(victimsId());

    await(survivor.probe());
    assertThat(processes.claimed(survivor)).containsExactly(3L);
    assertThat(await(processes.timersOf(survivor).next(NOON)).map(JobStore.Next::dueAt)).isEmpty();

    processes.after(FailureDetector.PROBE_EVERY);
    await(survivor.probe());

    assertThat(await(processes.timersOf(survivor).next(NOON)).map(JobStore.Next::dueAt))
        .contains(claims.get(0).dueAt());
    assertThat(await(processes.timersOf(survivor).claimThese(List.of(1L)))).hasSize(1);
    assertThat(processes.claimed(survivor)).containsExactly(2L);
    assertThat(processes.claimed(survivor)).isEmpty();
  }

  @Test
  void theLateWriterIsFenced() {
    processes.schedule(1);
    Claim late = await(processes.timersOf(victim).claim(NOON, 1)).get(0);
    giveUpTheVictim();
    assertThat(processes.claimed(survivor)).containsExactly(1L);

    assertThat(await(processes.timersOf(victim).renew(List.of(late)))).isZero();
    Set<Long> held =
        await(
            processes.pool.withTransaction(
                t -> processes.timersOf(victim).lockClaims(t, List.of(late))));
    assertThat(held).isEmpty();
    assertThatThrownBy(
            () ->
                await(
                    processes
                        .timersOf(victim)
                        .complete(processes.pool, List.of(new Completion(1, late.token(), NOON)))))
        .isInstanceOf(LeaseLostException.class);
  }

  @Test
  void theLongestOverdueOfADeadProcessComeFirstUpToTheLimit() {
    processes.schedule(6);
    await(processes.timersOf(victim).claim(NOON, 4));
    giveUpTheVictim();

    assertThat(await(processes.timersOf(survivor).claim(NOON, 3)))
        .extracting(Claim::subject)
        .containsExactly(1L, 2L, 3L);
    assertThat(processes.claimed(survivor)).containsExactly(4L, 5L, 6L);
  }

  @Test
  void whatTheDeadLeftBehindCanBeClaimedApartFromAllElse() {
    processes.schedule(6);
    await(processes.timersOf(victim).claim(NOON, 2));
    await(processes.timersOf(survivor).claim(NOON, 2));
    giveUpTheVictim();

    assertThat(await(processes.timersOf(survivor).claimOrphaned(NOON, 100)))
        .extracting(Claim::subject)
        .containsExactly(1L, 2L);
    assertThat(await(processes.timersOf(survivor).claimOrphaned(NOON, 100))).isEmpty();
    assertThat(processes.claimed(survivor)).containsExactly(5L, 6L);
  }

  @Test
  void whatWasAbandonedIsToldFromWhatWasNeverClaimed() {
    processes.schedule(1);
    assertThat(await(processes.timersOf(survivor).next(NOON)).orElseThrow().orphaned()).isFalse();
    await(processes.timersOf(victim).claim(NOON, 1));
    giveUpTheVictim();

    assertThat(await(processes.timersOf(survivor).next(NOON)).orElseThrow().orphaned()).isTrue();
  }

  @Test
  void aProcessThatIsBackBeforeTheSecondLookKeepsItsClaims() {
    processes.schedule(1);
    await(processes.timersOf(victim).claim(NOON, 1));
    int id = victimsId();
    processes.cut(id);
    await(survivor.probe());
    until(() -> victim.processId() == null);

    await(victim.probe());
    processes.after(FailureDetector.PROBE_EVERY);
    await(survivor.probe());
    // Away again: that is a first look, not a second.
    processes.cut(id);
    await(survivor.probe());

    assertThat(processes.gone()).isEmpty();
    assertThat(processes.claimed(survivor)).isEmpty();
    until(() -> victim.processId() == null);
    await(victim.probe());
    assertThat(victim.processId()).isEqualTo(id);
  }

  @Test
  void aProcessDeclaredDeadComesBackAsAnotherWithWhatWasNotTaken() {
    processes.schedule(2);
    List<Claim> claims = await(processes.timersOf(victim).claim(NOON, 2));
    int before = giveUpTheVictim();
    await(processes.timersOf(survivor).claimThese(List.of(1L)));

    await(victim.probe());

    assertThat(victim.processId()).isNotNull().isNotEqualTo(before);
    assertThat(await(processes.timersOf(victim).renew(claims))).isEqualTo(1);
    assertThat(processes.claimed(survivor)).isEmpty();
  }

  @Test
  void aProcessWithoutItsSessionClaimsForTheLeaseAlone() {
    processes.schedule(1);
    processes.cut(victimsId());
    until(() -> victim.processId() == null);

    assertThat(processes.claimed(victim)).containsExactly(1L);
    giveUp();

    assertThat(processes.gone()).hasSize(1);
    assertThat(processes.claimed(survivor)).isEmpty();
  }

  @Test
  void aProcessThatStandsStillIsNotGivenUp() {
    processes.schedule(1);
    await(processes.timersOf(victim).claim(NOON, 1));

    for (int probe = 0; probe < 5; probe++) {
      processes.after(Duration.ofHours(1));
      await(survivor.probe());
    }

    assertThat(processes.gone()).isEmpty();
    assertThat(processes.claimed(survivor)).isEmpty();
  }

  @Test
  void whoeverLeavesFreesWhatItStillHeldAtOnce() {
    processes.schedule(1);
    await(processes.timersOf(victim).claim(NOON, 1));

    await(victim.end());

    assertThat(processes.claimed(survivor)).containsExactly(1L);
    until(() -> processes.sessions() == 1);
  }

  @Test
  void twoThatGiveUpTheSameProcessAtOnceDoSoOnce() {
    FailureDetector third = processes.join("third");
    processes.after(FailureDetector.MIN_SESSION_AGE);
    int id = victimsId();
    processes.cut(id);
    await(Future.all(survivor.probe(), third.probe()));
    processes.after(FailureDetector.PROBE_EVERY);

    await(Future.all(survivor.probe(), third.probe()));

    assertThat(processes.gone()).containsExactly(id);
    String when = processes.text("select gone_at::text from processes where gone_at is not null");
    processes.probeTwice(survivor);
    processes.probeTwice(third);
    assertThat(processes.text("select gone_at::text from processes where gone_at is not null"))
        .isEqualTo(when);
  }

  @Test
  void twoProcessesWatchTheOthersAndAProcessAloneWatchesNobody() {
    FailureDetector third = processes.join("third");
    for (FailureDetector each : List.of(survivor, victim, third)) {
      await(each.probe());
    }
    assertThat(survivor.probeEvery()).isEqualTo(FailureDetector.PROBE_EVERY);
    assertThat(victim.probeEvery()).isEqualTo(FailureDetector.PROBE_EVERY);
    assertThat(third.probeEvery()).isEqualTo(FailureDetector.PROBE_SELDOM);

    processes.cut(victimsId());
    await(third.probe());
    assertThat(third.probeEvery()).as("it suspects one").isEqualTo(FailureDetector.PROBE_EVERY);

    giveUp();
    await(third.probe());
    assertThat(third.probeEvery()).as("it watches in its place").isEqualTo(survivor.probeEvery());

    await(third.end());
    await(survivor.probe());
    assertThat(survivor.probeEvery()).isEqualTo(FailureDetector.PROBE_SELDOM);
  }

  /** Others may have lost their sessions by it, and need time to be back. */
  @Test
  void aDatabaseThatStoodStillIsNoReasonToDeclareAnybodyDead() {
    int id = victimsId();
    processes.cut(id);
    await(survivor.probe());
    SqlConnection busy = await(processes.pool.getConnection());
    await(busy.query("begin").execute());
    await(busy.query("lock table processes").execute());

    processes.after(FailureDetector.PROBE_EVERY);
    Future<Void> slow = survivor.probe();
    processes.after(Duration.ofSeconds(2));
    await(busy.query("rollback").execute());
    await(slow);
    processes.probeTwice(survivor);

    assertThat(processes.gone()).isEmpty();

    processes.after(FailureDetector.MIN_SESSION_AGE);
    processes.probeTwice(survivor);
    assertThat(processes.gone()).containsExactly(id);
    await(busy.close());
  }

  @Test
  void whoProbesSeldomLearnsOfADeathFromTheOneThatSawIt() throws InterruptedException {
    FailureDetector third = processes.join("third");
    await(third.begin());
    assertThat(third.probeEvery()).isEqualTo(FailureDetector.PROBE_SELDOM);
    var woken = new LinkedBlockingQueue<Boolean>();
    var loops = vertx.eventBus().localConsumer("tidemark.work-loops", death -> woken.add(true));

    giveUpTheVictim();

    assertThat(woken.poll(2, TimeUnit.SECONDS)).as("by the one that declared it dead").isTrue();
    assertThat(woken.poll(1_500, TimeUnit.MILLISECONDS))
        .as("by the one that was told, sooner than it would have looked")
        .isTrue();
    await(loops.unregister());
  }

  @Test
  void twoLooksThatAreTooCloseTogetherAreOne() {
    processes.cut(victimsId());

    await(survivor.probe());
    processes.after(SuspectTracker.MIN_ABSENCE.minusNanos(1));
    await(survivor.probe());
    assertThat(processes.gone()).isEmpty();

    processes.after(Duration.ofNanos(1));
    await(survivor.probe());
    assertThat(processes.gone()).hasSize(1);
  }

  @Test
  void aProcessThatHasJustComeJudgesNobody() {
    FailureDetector newcomer = processes.join("newcomer");
    processes.cut(victimsId());

    for (int probe = 0; probe < 10; probe++) {
      processes.after(FailureDetector.PROBE_EVERY);
      await(newcomer.probe());
    }
    assertThat(processes.gone()).isEmpty();

    processes.after(FailureDetector.MIN_SESSION_AGE);
    processes.probeTwice(newcomer);
    assertThat(processes.gone()).hasSize(1);
  }

  @Test
  void inSteadyStateNothingIsWritten() {
    String rows =
        "select string_agg(processes::text || ctid::text || xmin::text || xmax::text, ' ' order by id)"
            + " from processes";
    String before = processes.text(rows);

    for (int probe = 0; probe < 20; probe++) {
      processes.probeTwice(survivor);
      processes.probeTwice(victim);
    }

    assertThat(processes.text(rows)).isEqualTo(before);
  }

  @Test
  void othersTimersAreFreeToThoseWhoDidNotSeeTheDeathThemselves() {
    FailureDetector blind = processes.join("blind");
    processes.schedule(1);
    await(processes.timersOf(victim).claim(NOON, 1));
    giveUpTheVictim();

    assertThat(processes.claimed(blind)).containsExactly(1L);
  }

  @Test
  void theAlarmsOfEverySurvivorAreWoken() throws InterruptedException {
    var passes = new LinkedBlockingQueue<Boolean>();
    var alarm =
        new WorkLoop(
            vertx,
            WorldClock.real(),
            KIND,
            Duration.ofHours(1),
            () -> {
              passes.add(true);
              return Optional.empty();
            });
    vertx.runOnContext(start -> alarm.start());
    assertThat(passes.poll(20, TimeUnit.SECONDS)).isTrue();

    giveUpTheVictim();
    assertThat(passes.poll(20, TimeUnit.SECONDS)).as("it said so itself").isTrue();

    FailureDetector third = processes.join("third");
    passes.clear();
    await(third.probe());
    assertThat(passes.poll(20, TimeUnit.SECONDS)).as("another had said so").isTrue();
  }

  private int victimsId() {
    return Optional.ofNullable(victim.processId()).orElseThrow();
  }

  /** As the survivor sees it. */
  private int giveUpTheVictim() {
    int id = victimsId();
    processes.cut(id);
    until(() -> victim.processId() == null);
    giveUp();
    assertThat(processes.gone()).contains(id);
    return id;
  }

  private void giveUp() {
    processes.probeTwice(survivor);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.onSpinWait();
    }
  }
}
