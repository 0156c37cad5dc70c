package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@Tag("server")
class RecurringJobTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration EVERY = Duration.ofHours(2);

  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation one;
  private static TestFoundation two;

  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private RecurringJob onOne;
  private RecurringJob onTwo;

  @BeforeAll
  static void lay() {
    one = TestFoundation.lay(clock, Map.of());
    two = TestFoundation.on(one.postgresUrl(), clock, Map.of());
  }

  @AfterAll
  static void close() {
    two.close();
    one.close();
  }

  @BeforeEach
  void aDutyOnTwoProcesses(TestInfo test) {
    clock.set(NOON);
    String name = test.getDisplayName();
    onOne = job(one, clock, name);
    onTwo = job(two, clock, name);
    await(Future.all(onOne.prepare(), onTwo.prepare()));
  }

  private RecurringJob job(TestFoundation process, WorldClock time, String name) {
    return new RecurringJob(
        process.vertx(),
        process.pool(),
        time,
        process.app().failureDetector(),
        name,
        Schedule.every(EVERY),
        process.app().meters(),
        job -> {
          work();
          return new JobResult.Done();
        });
  }

  @Test
  void eachTickHappensOnOneOfTwoProcesses() {
    for (int tick = 1; tick <= 5; tick++) {
      runOnBothProcesses();
      assertThat(runs).hasValue(tick);

      runOnBothProcesses();
      assertThat(runs).as("not before its time").hasValue(tick);

      clock.advance(EVERY);
    }
  }

  @Test
  void aTickThatAFrozenSessionHasLockedIsLookedForLessAndLessOften(TestInfo test) {
    String name = test.getDisplayName();
    var real = WorldClock.real();
    RecurringJob duty = job(one, real, name);
    SqlConnection frozen = await(two.pool().getConnection());
    await(frozen.begin());
    await(
        frozen.query("select from timers where kind = '%s' for update".formatted(name)).execute());

    Instant before = real.instant();
    assertThat(run(one, duty)).hasValueSatisfying(next -> isAfter(next, before, 100));
    Instant later = real.instant();
    assertThat(run(one, duty)).hasValueSatisfying(next -> isAfter(next, later, 200));

    await(frozen.query("rollback").execute());
    await(frozen.close());
    run(one, duty);
    assertThat(runs).hasValue(1);
  }

  private static void isAfter(Instant next, Instant before, long millis) {
    assertThat(next).isAfterOrEqualTo(before.plusMillis(millis));
  }

  @Test
  void theNextTickIsKnownToEveryProcess() {
    assertThat(run(one, onOne)).contains(NOON.plus(EVERY));
    assertThat(run(two, onTwo)).contains(NOON.plus(EVERY));
  }

  @Test
  void ticksKeepTheirDistanceAlthoughAPassIsLate() {
    run(one, onOne);

    clock.advance(EVERY.plusSeconds(40));

    assertThat(run(two, onTwo)).contains(NOON.plus(EVERY).plus(EVERY));
  }

  @Test
  void ticksMissedInADowntimeHappenOnce() {
    run(one, onOne);

    clock.advance(EVERY.multipliedBy(10).plusSeconds(1));
    runOnBothProcesses();
    runOnBothProcesses();

    assertThat(runs).hasValue(2);
    assertThat(run(one, onOne)).contains(clock.instant().plus(EVERY));
  }

  @Test
  void aRestartDoesNotBringATickForward() {
    run(one, onOne);

    await(onTwo.prepare());

    assertThat(run(two, onTwo)).contains(NOON.plus(EVERY));
    assertThat(runs).hasValue(1);
  }

  @Test
  void aFailureIsTriedAgainAMinuteLater() {
    failure.set(new IllegalStateException("the platform is away"));
    assertTriedAgainAMinuteLater();
  }

  @Test
  void aFailedAwaitIsTriedAgainAMinuteLaterWhateverItThrows() {
    failure.set(new IOException("connection reset"));
    assertTriedAgainAMinuteLater();
  }

  @Test
  void aTickWhoseProcessDiedHappensElsewhereWhenItsLeaseEnds(TestInfo test) {
    await(
        new JobStore(one.pool(), test.getDisplayName(), Duration.ofMinutes(5), ClaimOwner.NONE)
            .claim(NOON, 1));
    assertThat(run(two, onTwo)).isEmpty();
    assertThat(runs).hasValue(0);

    one.sql(
        "update timers set leased_until = clock_timestamp() - interval '1 second' where kind = '%s'"
            .formatted(test.getDisplayName()));
    run(two, onTwo);

    assertThat(runs).hasValue(1);
  }

  private void assertTriedAgainAMinuteLater() {
    assertThat(run(one, onOne)).contains(NOON.plusSeconds(60));
    assertThat(runs).hasValue(1);

    failure.set(null);
    clock.advance(Duration.ofSeconds(59));
    runOnBothProcesses();
    assertThat(runs).hasValue(1);

    clock.advance(Duration.ofSeconds(1));
    assertThat(run(two, onTwo)).contains(NOON.plusSeconds(60).plus(EVERY));
    assertThat(runs).hasValue(2);
  }

  /** Awaits like real work does. */
  private void work() {
    runs.incrementAndGet();
    Exception problem = failure.get();
    if (problem != null) {
      Future.failedFuture(problem).await();
    }
    one.pool().query("select 1").execute().await();
  }

  private static Optional<Instant> run(TestFoundation process, RecurringJob duty) {
    return await(VirtualThreads.call(process.vertx(), duty::runOnce));
  }

  private void runOnBothProcesses() {
    await(
        Future.all(
            VirtualThreads.call(one.vertx(), onOne::runOnce),
            VirtualThreads.call(two.vertx(), onTwo::runOnce)));
  }
}
