package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;
import static io.vertx.circuitbreaker.CircuitBreakerState.CLOSED;
import static io.vertx.circuitbreaker.CircuitBreakerState.HALF_OPEN;
import static io.vertx.circuitbreaker.CircuitBreakerState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.processes.Heartbeat;
import io.tidemark.settings.Settings;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class BreakerTest {

  private static final Duration OPEN_FOR = Duration.ofSeconds(30);
  private static final Settings.Upstream SETTINGS =
      new Settings.Upstream(Duration.ofSeconds(10), 5, 3, Duration.ofMillis(500), 50, 20, OPEN_FOR);

  private static Vertx vertx;

  private final SettableClock time = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final HandTimers timers = new HandTimers(vertx, time);
  private final Breaker breaker = breaker(Duration.ofHours(1));

  @BeforeAll
  static void begin(Vertx shared) {
    vertx = shared;
  }

  @Test
  void itOpensWhenEverySecondCallFailsInTurn() {
    assertThat(callsUntilOpen(call -> call % 2 == 0)).isLessThanOrEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void itOpensWhenHalfOfTheCallsFailInAnyOrder(long seed) {
    var random = new Random(seed);

    assertThat(callsUntilOpen(call -> random.nextBoolean())).isLessThanOrEqualTo(100);
  }

  @Test
  void itStaysClosedWhenEveryFifthCallFails() {
    assertThat(callsUntilOpen(call -> call % 5 == 4)).isEqualTo(Integer.MAX_VALUE);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void oneFailureOnAQuietDayDoesNotOpenIt() {
    fail(pass());

    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void nothingPassesWhileItIsOpen() {
    open();

    timers.advance(OPEN_FOR.minusMillis(1));

    assertThat(breaker.tryAcquire()).isEmpty();
    assertThat(breaker.opensIn()).isPositive().isLessThan(OPEN_FOR);
  }

  @Test
  void itSaysWhenAProbeIsLetThrough() {
    open();
    assertThat(breaker.opensIn()).isEqualTo(OPEN_FOR);

    timers.advance(breaker.opensIn().plusMillis(1));

    assertThat(breaker.tryAcquire()).isPresent();
  }

  @Test
  void oneProbeAtATimeIsLetThrough() {
    open();
    timers.advance(OPEN_FOR.plusMillis(1));

    Breaker.Permission probe = pass();

    assertThat(breaker.tryAcquire()).isEmpty();
    assertThat(probe).isNotNull();
    assertThat(breaker.opensIn()).isPositive();
  }

  @Test
  void aGoodProbeClosesIt() {
    open();
    timers.advance(OPEN_FOR.plusMillis(1));

    succeed(pass());

    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.tryAcquire()).isPresent();
  }

  @Test
  void aFailingProbeOpensItForAsLongAgain() {
    open();
    timers.advance(OPEN_FOR.plusMillis(1));

    fail(pass());

    assertThat(breaker.state()).isEqualTo(OPEN);
    timers.advance(OPEN_FOR.minusMillis(1));
    assertThat(breaker.tryAcquire()).isEmpty();
    timers.advance(Duration.ofMillis(2));
    assertThat(breaker.tryAcquire()).isPresent();
  }

  @Test
  void aCallFromBeforeItOpenedDecidesNothing() {
    Breaker.Permission slowSuccess = pass();
    Breaker.Permission slowFailure = pass();
    open();
    timers.advance(OPEN_FOR.plusMillis(1));
    Breaker.Permission probe = pass();

    succeed(slowSuccess);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    fail(slowFailure);
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);

    succeed(probe);
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void aFailureFromBeforeItClosedAgainIsForgotten() {
    Breaker.Permission slow = pass();
    open();
    timers.advance(OPEN_FOR.plusMillis(1));
    succeed(pass());
    for (int call = 0; call < 9; call++) {
      if (call < 5) {
        succeed(pass());
      } else {
        fail(pass());
      }
    }

    fail(slow);
    assertThat(breaker.state()).as("4 of 9 failed").isEqualTo(CLOSED);

    fail(pass());
    assertThat(breaker.state()).as("5 of 10 failed").isEqualTo(OPEN);
  }

  @Test
  void aProbeThatNeverReportsEndsByItself() {
    var impatient = breaker(Duration.ofMillis(50));
    open(impatient);
    timers.advance(OPEN_FOR);
    Breaker.Permission lost = impatient.tryAcquire().orElseThrow();
    assertThat(impatient.state()).isEqualTo(HALF_OPEN);

    timers.advance(Duration.ofMillis(50));
    succeed(lost);
    assertThat(impatient.state()).as("its success came too late").isEqualTo(OPEN);

    timers.advance(OPEN_FOR);
    Breaker.Permission probe = impatient.tryAcquire().orElseThrow();
    fail(lost);
    assertThat(impatient.state()).as("the lost one decides nothing").isEqualTo(HALF_OPEN);
    succeed(probe);
    assertThat(impatient.state()).isEqualTo(CLOSED);
  }

  @Test
  void eachChangeOfStateIsPublishedOnTheBus() {
    var told = Promise.<JsonObject>promise();
    var consumer =
        vertx
            .eventBus()
            .<JsonObject>consumer(Heartbeat.BREAKER_CHANGES, it -> told.tryComplete(it.body()));

    open();

    JsonObject change = await(told.future());
    assertThat(change.getString("name")).isEqualTo("test");
    assertThat(change.getString("state")).isEqualTo("OPEN");
    await(consumer.unregister());
  }

  private int callsUntilOpen(IntPredicate fails) {
    for (int call = 0; call < 2_000; call++) {
      var pass = breaker.tryAcquire();
      if (pass.isEmpty()) {
        return call;
      }
      if (fails.test(call)) {
        fail(pass.get());
      } else {
        succeed(pass.get());
      }
    }
    return Integer.MAX_VALUE;
  }

  private static void fail(Breaker.Permission pass) {
    await(pass.report(true));
  }

  private static void succeed(Breaker.Permission pass) {
    await(pass.report(false));
  }

  private Breaker.Permission pass() {
    return breaker.tryAcquire().orElseThrow();
  }

  private void open() {
    open(breaker);
  }

  private static void open(Breaker breaker) {
    while (breaker.state() == CLOSED) {
      fail(breaker.tryAcquire().orElseThrow());
    }
  }

  private Breaker breaker(Duration maxProbe) {
    return new Breaker(timers.vertx(), "test", SETTINGS, maxProbe, time);
  }
}
