package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Claims whose lower bound has moved up, with a nano time that only the test moves. */
@Tag("server")
class BelowTheWatermarkTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LONG_AGO = NOON.minusSeconds(600);
  private static final Duration LEASE = Duration.ofHours(1);

  private static TestFoundation app;

  private final AtomicLong nanoTime = new AtomicLong();
  private String kind;
  private JobStore timers;

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void aWatermarkJustBelowNoon(TestInfo test) {
    kind = test.getDisplayName();
    timers = new JobStore(app.pool(), kind, LEASE, ClaimOwner.NONE, nanoTime::get);
    await(timers.claim(NOON, 10));
  }

  @Test
  void aTimerThatCommittedLateIsFoundByTheNextUnboundedLook() {
    schedule(1, LONG_AGO);

    after(Duration.ofSeconds(4));
    assertThat(await(timers.claim(NOON, 10))).isEmpty();

    after(Duration.ofSeconds(1));
    assertThat(await(timers.claim(NOON, 10))).containsExactly(new Claim(1, LONG_AGO, 1));
  }

  @Test
  void whatTheQuestionForTheNextSawIsClaimedAtOnce() {
    schedule(1, LONG_AGO);

    after(Duration.ofSeconds(4));
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(LONG_AGO);

    assertThat(await(timers.claim(NOON, 10))).containsExactly(new Claim(1, LONG_AGO, 1));
  }

  @Test
  void aProcessThatHasJustStartedSeesEverything() {
    schedule(1, LONG_AGO);

    var newProcess = new JobStore(app.pool(), kind, LEASE, ClaimOwner.NONE, nanoTime::get);

    assertThat(await(newProcess.claim(NOON, 10))).containsExactly(new Claim(1, LONG_AGO, 1));
  }

  @Test
  void aClockThatIsSetBackFindsItsTimersAtOnce() {
    schedule(1, LONG_AGO);

    after(Duration.ofSeconds(1));

    assertThat(await(timers.claim(LONG_AGO, 10))).containsExactly(new Claim(1, LONG_AGO, 1));
  }

  @Test
  void anOverdueTimerInOtherHandsHoldsTheWatermarkDown() {
    schedule(1, LONG_AGO);
    after(Duration.ofSeconds(5));
    await(timers.claim(NOON, 10));
    endLeases();

    // A bounded look: it finds the timer only because the bound waited for it.
    after(Duration.ofSeconds(1));
    assertThat(await(timers.claim(NOON, 10))).containsExactly(new Claim(1, LONG_AGO, 2));
  }

  @Test
  void aBacklogIsReadOnceAndWhatWasGivenBackMeanwhileAfterIt() {
    for (int subject = 0; subject < 6; subject++) {
      schedule(subject, NOON.minusMillis(600 - subject));
    }

    await(timers.release(List.of(await(timers.claim(NOON, 2)).getFirst())));

    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(2L, 3L);
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(4L, 5L);
    assertThat(await(timers.claim(NOON, 2))).as("nothing above").isEmpty();
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(0L);
  }

  @Test
  void whoAsksForTheNextInABacklogHearsOfWhatWasPassedOver() {
    for (int subject = 0; subject < 2; subject++) {
      schedule(subject, NOON.minusMillis(600 - subject));
    }
    schedule(2, NOON.plusSeconds(60));

    await(timers.release(List.of(await(timers.claim(NOON, 2)).getFirst())));

    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON.minusMillis(600));
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(0L);
  }

  @Test
  void inABacklogWhatADeadProcessHeldIsFoundBelowWhatWasClaimedLast() {
    for (int subject = 0; subject < 6; subject++) {
      schedule(subject, NOON.minusMillis(600 - subject));
    }
    int dead = (int) app.number("insert into processes (since) values (now()) returning id");
    await(new JobStore(app.pool(), kind, LEASE, () -> dead).claim(NOON, 2));
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(2L, 3L);

    app.sql("update processes set gone_at = now() where id = " + dead);

    assertThat(await(timers.isAnyOrphaned(NOON))).isTrue();
    assertThat(subjects(await(timers.claimOrphaned(NOON, 1)))).containsExactly(0L);
    assertThat(subjects(await(timers.claim(NOON, 2)))).as("it reads on").containsExactly(4L, 5L);
    assertThat(subjects(await(timers.claimOrphaned(NOON, 5)))).containsExactly(1L);
    assertThat(await(timers.isAnyOrphaned(NOON))).isFalse();
  }

  @Test
  void inALongBacklogTheFloorStaysBelowWhatADeadProcessHolds() {
    for (int subject = 0; subject < 8; subject++) {
      schedule(subject, NOON.minusMillis(600 - subject));
    }
    int dead = (int) app.number("insert into processes (since) values (now()) returning id");
    await(new JobStore(app.pool(), kind, LEASE, () -> dead).claim(NOON, 2));
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(2L, 3L);
    after(Duration.ofMillis(600));
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(4L, 5L);
    after(Duration.ofMillis(600));
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(6L, 7L);

    app.sql("update processes set gone_at = now() where id = " + dead);

    assertThat(await(timers.isAnyOrphaned(NOON))).isTrue();
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON.minusMillis(600));
    assertThat(subjects(await(timers.claimOrphaned(NOON, 5)))).containsExactly(0L, 1L);
  }

  @Test
  void inABacklogAnUnboundedLookFindsWhatWasPassedOver() {
    for (int subject = 0; subject < 6; subject++) {
      schedule(subject, NOON.minusMillis(600 - subject));
    }

    await(timers.release(await(timers.claim(NOON, 2))));
    after(Duration.ofSeconds(5));

    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(0L, 1L);
  }

  @Test
  void claimsGoOnWhileASessionIsIdleInATransaction() {
    SqlConnection idle = await(app.pool().getConnection());
    await(idle.begin());
    await(idle.query("select pg_current_xact_id()").execute());

    Instant due = NOON;
    schedule(1, due);
    for (int round = 1; round <= 20; round++) {
      after(Duration.ofMillis(600));
      List<Claim> claims = await(timers.claim(due, 10));
      assertThat(claims).containsExactly(new Claim(1, due, round));
      due = due.plusSeconds(3_600);
      await(timers.complete(app.pool(), List.of(new Completion(1, round, due))));
    }

    await(idle.close());
  }

  @Test
  void claimsStandAlthoughTheWatermarkCouldNotBeRead() {
    schedule(1, NOON);
    var failing = new AtomicInteger();
    Pool pool = failingToFindTheOldest(failing);

    List<Claim> claims =
        await(new JobStore(pool, kind, LEASE, ClaimOwner.NONE, nanoTime::get).claim(NOON, 10));

    assertThat(failing).hasValue(1);
    assertThat(claims).containsExactly(new Claim(1, NOON, 1));
  }

  /** The pool, but for one query, which is sent to a table that is not there. */
  private static Pool failingToFindTheOldest(AtomicInteger failures) {
    return (Pool)
        Proxy.newProxyInstance(
            Pool.class.getClassLoader(),
            new Class<?>[] {Pool.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("preparedQuery")
                  && !arguments[0].toString().contains("leased_until")) {
                failures.incrementAndGet();
                arguments[0] = arguments[0].toString().replace("timers", "no_such_table");
              }
              try {
                return method.invoke(app.pool(), arguments);
              } catch (InvocationTargetException e) {
                return Future.failedFuture(e.getCause());
              }
            });
  }

  private void after(Duration duration) {
    nanoTime.addAndGet(duration.toNanos());
  }

  private void schedule(long subject, Instant dueAt) {
    await(new JobSchedule(kind).schedule(app.pool(), subject, dueAt));
  }

  private static List<Long> subjects(List<Claim> claims) {
    return claims.stream().map(Claim::subject).toList();
  }

  private void endLeases() {
    app.sql(
        "update timers set leased_until = clock_timestamp() - interval '1 second' where kind = '%s'"
            .formatted(kind));
  }
}
