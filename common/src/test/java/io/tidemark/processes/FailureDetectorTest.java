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
  private static TestProcesses pods;

  private FailureDetector survivor;
  private FailureDetector victim;

  @BeforeAll
  static void lay() {
    pods = new TestProcesses(vertx, TestProcesses.newDatabase());
  }

  @AfterAll
  static void close() {
    pods.close();
    await(vertx.close());
  }

  @BeforeEach
  void twoPodsThatHaveBeenThereForAWhile() {
    survivor = pods.join("survivor");
    victim = pods.join("victim");
    pods.after(FailureDetector.MIN_SESSION_AGE);
  }

  @AfterEach
  void clear() {
    pods.clear();
  }

  @Test
  void whatAKilledPodHeldIsFreeAtItsSecondMissedLook() {
    pods.schedule(3);
    List<Claim> claims = await(pods.timersOf(victim).claim(NOON, 2));
    pods.cut(victimsId());

    await(survivor.probe());
    assertThat(pods.claimed(survivor)).containsExactly(3L);
    assertThat(await(pods.timersOf(survivor).next(NOON)).map(JobStore.Next::dueAt)).isEmpty();

    pods.after(FailureDetector.PROBE_EVERY);
    await(survivor.probe());

    assertThat(await(pods.timersOf(survivor).next(NOON)).map(JobStore.Next::dueAt))
        .contains(claims.get(0).dueAt());
    assertThat(await(pods.timersOf(survivor).claimThese(List.of(1L)))).hasSize(1);
    assertThat(pods.claimed(survivor)).containsExactly(2L);
    assertThat(pods.claimed(survivor)).isEmpty();
  }

  @Test
  void theLateWriterIsFenced() {
    pods.schedule(1);
    Claim late = await(pods.timersOf(victim).claim(NOON, 1)).get(0);
    giveUpTheVictim();
    assertThat(pods.claimed(survivor)).containsExactly(1L);

    assertThat(await(pods.timersOf(victim).renew(List.of(late)))).isZero();
    Set<Long> held =
        await(pods.pool.withTransaction(t -> pods.timersOf(victim).lockClaims(t, List.of(late))));
    assertThat(held).isEmpty();
    assertThatThrownBy(
            () ->
                await(
                    pods.timersOf(victim)
                        .complete(pods.pool, List.of(new Completion(1, late.token(), NOON)))))
        .isInstanceOf(LeaseLostException.class);
  }

  @Test
  void theLongestOverdueOfADeadPodComeFirstAndNoMoreThanTheLimit() {
    pods.schedule(6);
    await(pods.timersOf(victim).claim(NOON, 4));
    giveUpTheVictim();

    assertThat(await(pods.timersOf(survivor).claim(NOON, 3)))
        .extracting(Claim::subject)
        .containsExactly(1L, 2L, 3L);
    assertThat(pods.claimed(survivor)).containsExactly(4L, 5L, 6L);
  }

  @Test
  void whatTheDeadLeftBehindCanBeClaimedApartFromAllElse() {
    pods.schedule(6);
    await(pods.timersOf(victim).claim(NOON, 2));
    await(pods.timersOf(survivor).claim(NOON, 2));
    giveUpTheVictim();

    assertThat(await(pods.timersOf(survivor).claimOrphaned(NOON, 100)))
        .extracting(Claim::subject)
        .containsExactly(1L, 2L);
    assertThat(await(pods.timersOf(survivor).claimOrphaned(NOON, 100))).isEmpty();
    assertThat(pods.claimed(survivor)).containsExactly(5L, 6L);
  }

  @Test
  void whatWasAbandonedIsToldFromWhatWasNeverClaimed() {
    pods.schedule(1);
    assertThat(await(pods.timersOf(survivor).next(NOON)).orElseThrow().orphaned()).isFalse();
    await(pods.timersOf(victim).claim(NOON, 1));
    giveUpTheVictim();

    assertThat(await(pods.timersOf(survivor).next(NOON)).orElseThrow().orphaned()).isTrue();
  }

  @Test
  void aPodThatIsBackBeforeTheSecondLookKeepsItsClaims() {
    pods.schedule(1);
    await(pods.timersOf(victim).claim(NOON, 1));
    int id = victimsId();
    pods.cut(id);
    await(survivor.probe());
    until(() -> victim.processId() == null);

    await(victim.probe());
    pods.after(FailureDetector.PROBE_EVERY);
    await(survivor.probe());
    // Away again: that is a first look, not a second.
    pods.cut(id);
    await(survivor.probe());

    assertThat(pods.gone()).isEmpty();
    assertThat(pods.claimed(survivor)).isEmpty();
    until(() -> victim.processId() == null);
    await(victim.probe());
    assertThat(victim.processId()).isEqualTo(id);
  }

  @Test
  void aPodThatWasGivenUpComesBackAsAnotherAndKeepsWhatNobodyTook() {
    pods.schedule(2);
    List<Claim> claims = await(pods.timersOf(victim).claim(NOON, 2));
    int before = giveUpTheVictim();
    await(pods.timersOf(survivor).claimThese(List.of(1L)));

    await(victim.probe());

    assertThat(victim.processId()).isNotNull().isNotEqualTo(before);
    assertThat(await(pods.timersOf(victim).renew(claims))).isEqualTo(1);
    assertThat(pods.claimed(survivor)).isEmpty();
  }

  @Test
  void aPodWithoutItsSessionClaimsForTheLeaseAlone() {
    pods.schedule(1);
    pods.cut(victimsId());
    until(() -> victim.processId() == null);

    assertThat(pods.claimed(victim)).containsExactly(1L);
    giveUp();

    assertThat(pods.gone()).hasSize(1);
    assertThat(pods.claimed(survivor)).isEmpty();
  }

  @Test
  void aPodThatStandsStillIsNotGivenUp() {
    pods.schedule(1);
    await(pods.timersOf(victim).claim(NOON, 1));

    for (int probe = 0; probe < 5; probe++) {
      pods.after(Duration.ofHours(1));
      await(survivor.probe());
    }

    assertThat(pods.gone()).isEmpty();
    assertThat(pods.claimed(survivor)).isEmpty();
  }

  @Test
  void whoeverLeavesFreesWhatItStillHeldAtOnce() {
    pods.schedule(1);
    await(pods.timersOf(victim).claim(NOON, 1));

    await(victim.end());

    assertThat(pods.claimed(survivor)).containsExactly(1L);
    until(() -> pods.sessions() == 1);
  }

  @Test
  void twoThatGiveUpTheSamePodAtOnceDoSoOnce() {
    FailureDetector third = pods.join("third");
    pods.after(FailureDetector.MIN_SESSION_AGE);
    int id = victimsId();
    pods.cut(id);
    await(Future.all(survivor.probe(), third.probe()));
    pods.after(FailureDetector.PROBE_EVERY);

    await(Future.all(survivor.probe(), third.probe()));

    assertThat(pods.gone()).containsExactly(id);
    String when = pods.text("select gone_at::text from processes where gone_at is not null");
    pods.probeTwice(survivor);
    pods.probeTwice(third);
    assertThat(pods.text("select gone_at::text from processes where gone_at is not null"))
        .isEqualTo(when);
  }

  @Test
  void twoLooksThatAreTooCloseTogetherAreOne() {
    pods.cut(victimsId());

    await(survivor.probe());
    pods.after(SuspectTracker.MIN_ABSENCE.minusNanos(1));
    await(survivor.probe());
    assertThat(pods.gone()).isEmpty();

    pods.after(Duration.ofNanos(1));
    await(survivor.probe());
    assertThat(pods.gone()).hasSize(1);
  }

  @Test
  void aPodThatHasJustComeJudgesNobody() {
    FailureDetector newcomer = pods.join("newcomer");
    pods.cut(victimsId());

    for (int probe = 0; probe < 10; probe++) {
      pods.after(FailureDetector.PROBE_EVERY);
      await(newcomer.probe());
    }
    assertThat(pods.gone()).isEmpty();

    pods.after(FailureDetector.MIN_SESSION_AGE);
    pods.probeTwice(newcomer);
    assertThat(pods.gone()).hasSize(1);
  }

  @Test
  void inSteadyStateNothingIsWritten() {
    String rows =
        "select string_agg(processes::text || ctid::text || xmin::text || xmax::text, ' ' order by id)"
            + " from processes";
    String before = pods.text(rows);

    for (int probe = 0; probe < 20; probe++) {
      pods.probeTwice(survivor);
      pods.probeTwice(victim);
    }

    assertThat(pods.text(rows)).isEqualTo(before);
  }

  @Test
  void othersTimersAreFreeToThoseWhoDidNotSeeTheDeathThemselves() {
    FailureDetector blind = pods.join("blind");
    pods.schedule(1);
    await(pods.timersOf(victim).claim(NOON, 1));
    giveUpTheVictim();

    assertThat(pods.claimed(blind)).containsExactly(1L);
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

    FailureDetector third = pods.join("third");
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
    pods.cut(id);
    until(() -> victim.processId() == null);
    giveUp();
    assertThat(pods.gone()).contains(id);
    return id;
  }

  private void giveUp() {
    pods.probeTwice(survivor);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      Thread.onSpinWait();
    }
  }
}
