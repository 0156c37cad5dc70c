package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class WorkLoopTest {

  private static final String NAME = "alarm of this test";
  private static final Duration NEVER = Duration.ofHours(1);
  private static final WorldClock clock = WorldClock.real();

  private Vertx vertx;
  private final Passes passes = new Passes();

  @BeforeEach
  void begin(Vertx vertx) {
    this.vertx = vertx;
  }

  @Test
  void aPassRunsAtOnce() throws InterruptedException {
    start(NEVER);

    passes.next().endWith(Optional.empty());
  }

  @Test
  void thePassRunsAgainAtTheInstantItReturned() throws InterruptedException {
    start(NEVER);
    Instant wanted = clock.instant().plusMillis(50);

    passes.next().endWith(Optional.of(wanted));

    assertThat(passes.next().began).isAfterOrEqualTo(wanted);
  }

  @Test
  void thePassNeverRunsBeforeTheInstantItReturned() throws InterruptedException {
    start(NEVER);
    OnePass pass = passes.next();

    for (int i = 0; i < 30; i++) {
      Instant wanted = clock.instant().plusNanos(2_700_000);
      pass.endWith(Optional.of(wanted));
      pass = passes.next();
      assertThat(pass.began).isAfterOrEqualTo(wanted);
    }
  }

  @Test
  void anInstantOfThePastMeansAtOnce() throws InterruptedException {
    start(NEVER);

    passes.next().endWith(Optional.of(clock.instant().minusSeconds(86_400)));

    passes.next();
  }

  @Test
  void allAlarmsCanBeWokenAtOnce() throws InterruptedException {
    start(NEVER);
    passes.next().endWith(Optional.empty());

    WorkLoop.wakeAll(vertx);

    passes.next();
  }

  @Test
  void thePassRunsAfterTheIdleTimeAlthoughNothingIsKnownToBeDue() throws InterruptedException {
    start(Duration.ofMillis(50));

    passes.next().endWith(Optional.empty());
    passes.next().endWith(Optional.of(clock.instant().plusSeconds(86_400)));

    passes.next();
  }

  @Test
  void aWakeUpBringsThePassForward() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    passes.next().endWith(Optional.of(clock.instant().plusSeconds(1_800)));

    clockwork.wakeUp(clock.instant());

    passes.next();
  }

  @Test
  void aWakeUpReachesALoopThatKnowsOfNothing() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    passes.next().endWith(Optional.empty());

    Instant due = clock.instant().plusMillis(30);
    clockwork.wakeUp(due);

    assertThat(passes.next().began).isAfterOrEqualTo(due);
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600_000, 380})
  void wakeUpsForLaterDoNotPutThePassOff(long millisAhead) throws InterruptedException {
    Clockwork clockwork = start(Duration.ofMillis(400));
    passes.next().endWith(Optional.empty());

    // More often than the idle time: an alarm that began to wait anew would never wake.
    long nudging =
        vertx.setPeriodic(20, tick -> clockwork.wakeUp(clock.instant().plusMillis(millisAhead)));

    passes.next();
    vertx.cancelTimer(nudging);
  }

  @Test
  void aWakeUpDuringAPassIsNotLost() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    OnePass pass = passes.next();

    clockwork.wakeUp(clock.instant());
    pass.endWith(Optional.empty());

    passes.next();
  }

  @Test
  void theEarliestOfManyWakeUpsDuringAPassCounts() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    OnePass pass = passes.next();

    clockwork.wakeUp(clock.instant().plusSeconds(900));
    clockwork.wakeUp(clock.instant());
    clockwork.wakeUp(clock.instant().plusSeconds(1_800));
    pass.endWith(Optional.of(clock.instant().plusSeconds(600)));

    passes.next();
  }

  @Test
  void twoPassesNeverRunAtOnce() throws InterruptedException {
    Clockwork clockwork = start(Duration.ofMillis(20));

    for (int i = 0; i < 20; i++) {
      OnePass pass = passes.next();
      clockwork.wakeUp(clock.instant());
      clockwork.wakeUp(clock.instant().minusSeconds(60));
      // Timers that were set until now fire before this one.
      await(vertx.timer(3, TimeUnit.MILLISECONDS));
      pass.endWith(Optional.of(clock.instant()));
    }
    passes.next();

    assertThat(passes.mostAtOnce).hasValue(1);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("a mistake of ours"),
        new IOException("Connection refused"), // what an await throws while the database is away
        new AssertionError("an error"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aPassThatFailedIsTriedAgain(Throwable failure) throws InterruptedException {
    start(NEVER);

    passes.next().failWith(failure);

    passes.next();
  }

  @Test
  void aWakeUpBeforeAFailureIsNotLost() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    OnePass pass = passes.next();

    clockwork.wakeUp(clock.instant());
    pass.failWith(new IOException("Connection refused"));
    passes.next().endWith(Optional.empty());

    passes.next();
  }

  @Test
  void stopWaitsForThePassInHand() throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    OnePass pass = passes.next();

    Future<Void> stopped = clockwork.stopAlarm();
    clockwork.wakeUp(clock.instant());
    assertThat(stopped.isComplete()).isFalse();

    pass.endWith(Optional.of(clock.instant()));
    await(stopped);
    assertThat(passes.running).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void stopAlsoEndsWithAPassThatFails(Throwable failure) throws InterruptedException {
    Clockwork clockwork = start(NEVER);
    OnePass pass = passes.next();

    Future<Void> stopped = clockwork.stopAlarm();
    pass.failWith(failure);

    await(stopped);
  }

  @Test
  void noPassBeginsAfterAStop() throws InterruptedException {
    Clockwork clockwork = start(Duration.ofMillis(20));
    passes.next().endWith(Optional.of(clock.instant()));
    passes.next();
    Future<Void> stopped = clockwork.stopAlarm();
    Future<Void> stoppedAgain = clockwork.stopAlarm();
    passes.endAll();
    await(Future.all(stopped, stoppedAgain));
    int begun = passes.begun.get();

    clockwork.wakeUp(clock.instant());
    await(vertx.timer(60, TimeUnit.MILLISECONDS));

    assertThat(passes.begun).hasValue(begun);
  }

  private Clockwork start(Duration idle) {
    var clockwork = new Clockwork(clock, idle, passes);
    await(vertx.deployVerticle(clockwork, VirtualThreads.VIRTUAL));
    return clockwork;
  }

  /** A verticle that has an alarm. */
  private static final class Clockwork extends VerticleBase {
    private final WorldClock clock;
    private final Duration idle;
    private final WorkLoop.Pass pass;
    private WorkLoop alarm;

    Clockwork(WorldClock clock, Duration idle, WorkLoop.Pass pass) {
      this.clock = clock;
      this.idle = idle;
      this.pass = pass;
    }

    @Override
    public Future<?> start() {
      alarm = new WorkLoop(vertx, clock, NAME, idle, pass);
      alarm.start();
      return Future.succeededFuture();
    }

    /** Returns when the alarm has taken it. */
    void wakeUp(Instant dueAt) {
      Future<?> taken =
          onContext(
              () -> {
                alarm.wakeUp(dueAt);
                return null;
              });
      if (Context.isOnVertxThread()) {
        return;
      }
      await(taken);
    }

    /** The future that the alarm gave, once it gave it. */
    Future<Void> stopAlarm() {
      return await(onContext(() -> alarm.stop()));
    }

    private <T> Future<T> onContext(Callable<T> task) {
      var done = Promise.<T>promise();
      context.runOnContext(
          go -> {
            try {
              done.complete(task.call());
            } catch (Exception problem) {
              done.fail(problem);
            }
          });
      return done.future();
    }
  }

  /** One pass in hand; it goes on until the test ends it. */
  private static final class OnePass {
    final Instant began = clock.instant();
    private final Promise<Optional<Instant>> end = Promise.promise();

    void endWith(Optional<Instant> next) {
      end.tryComplete(next);
    }

    void failWith(Throwable problem) {
      end.tryFail(problem);
    }
  }

  private static final class Passes implements WorkLoop.Pass {
    private final BlockingQueue<OnePass> begunPasses = new LinkedBlockingQueue<>();
    private volatile OnePass last;
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();

    @Override
    public Optional<Instant> runOnce() {
      var pass = new OnePass();
      begun.incrementAndGet();
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        last = pass;
        begunPasses.add(pass);
        return pass.end.future().await();
      } finally {
        running.decrementAndGet();
      }
    }

    OnePass next() throws InterruptedException {
      OnePass pass = begunPasses.poll(20, TimeUnit.SECONDS);
      assertThat(pass).as("a pass that begins within 20 seconds").isNotNull();
      return pass;
    }

    void endAll() {
      last.endWith(Optional.empty());
    }
  }
}
