package io.tidemark.upstream;

import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.CLOSED;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.HALF_OPEN;
import static io.github.resilience4j.circuitbreaker.CircuitBreaker.State.OPEN;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.settings.Settings;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreakerTest {

  private static final Duration OPEN_FOR = Duration.ofSeconds(30);
  private static final Settings.Upstream SETTINGS =
      new Settings.Upstream(Duration.ofSeconds(10), 5, 3, Duration.ofMillis(500), 50, 20, OPEN_FOR);

  private final SettableClock time = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final Breaker breaker = breaker(Duration.ofHours(1));

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
    pass().failed();

    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void nothingPassesWhileItIsOpen() {
    open();

    time.advance(OPEN_FOR.minusMillis(1));

    assertThat(breaker.tryPass()).isEmpty();
    assertThat(breaker.opensIn()).isPositive().isLessThan(OPEN_FOR);
  }

  @Test
  void itSaysWhenAProbeIsLetThrough() {
    open();
    assertThat(breaker.opensIn()).isEqualTo(OPEN_FOR);

    time.advance(breaker.opensIn().plusMillis(1));

    assertThat(breaker.tryPass()).isPresent();
  }

  @Test
  void oneProbeAtATimeIsLetThrough() {
    open();
    time.advance(OPEN_FOR.plusMillis(1));

    Breaker.Pass probe = pass();

    assertThat(breaker.tryPass()).isEmpty();
    assertThat(probe).isNotNull();
    assertThat(breaker.opensIn()).isPositive();
  }

  @Test
  void aGoodProbeClosesIt() {
    open();
    time.advance(OPEN_FOR.plusMillis(1));

    pass().succeeded();

    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.tryPass()).isPresent();
  }

  @Test
  void aFailingProbeOpensItForAsLongAgain() {
    open();
    time.advance(OPEN_FOR.plusMillis(1));

    pass().failed();

    assertThat(breaker.state()).isEqualTo(OPEN);
    time.advance(OPEN_FOR.minusMillis(1));
    assertThat(breaker.tryPass()).isEmpty();
    time.advance(Duration.ofMillis(2));
    assertThat(breaker.tryPass()).isPresent();
  }

  @Test
  void aCallFromBeforeItOpenedDecidesNothing() {
    Breaker.Pass slowSuccess = pass();
    Breaker.Pass slowFailure = pass();
    open();
    time.advance(OPEN_FOR.plusMillis(1));
    Breaker.Pass probe = pass();

    slowSuccess.succeeded();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    slowFailure.failed();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);

    probe.succeeded();
    assertThat(breaker.state()).isEqualTo(CLOSED);
  }

  @Test
  void aFailureFromBeforeItClosedAgainIsForgotten() {
    Breaker.Pass slow = pass();
    open();
    time.advance(OPEN_FOR.plusMillis(1));
    pass().succeeded();
    for (int call = 0; call < 9; call++) {
      if (call < 5) {
        pass().succeeded();
      } else {
        pass().failed();
      }
    }

    slow.failed();
    assertThat(breaker.state()).as("4 of 9 failed").isEqualTo(CLOSED);

    pass().failed();
    assertThat(breaker.state()).as("5 of 10 failed").isEqualTo(OPEN);
  }

  @Test
  void aProbeThatNeverReportsEndsByItself() {
    var impatient = breaker(Duration.ofMillis(50));
    open(impatient);
    time.advance(OPEN_FOR.plusMillis(1));
    Breaker.Pass lost = impatient.tryPass().orElseThrow();
    assertThat(impatient.state()).isEqualTo(HALF_OPEN);

    untilOpen(impatient);

    time.advance(OPEN_FOR.plusMillis(1));
    Breaker.Pass probe = impatient.tryPass().orElseThrow();
    lost.failed();
    assertThat(impatient.state()).as("the lost one decides nothing").isEqualTo(HALF_OPEN);
    probe.succeeded();
    assertThat(impatient.state()).isEqualTo(CLOSED);
  }

  /** The longest wait of a probe is by a real timer. */
  private static void untilOpen(Breaker breaker) {
    Vertx vertx = Vertx.vertx();
    var opened = Promise.<Void>promise();
    vertx.setPeriodic(
        5,
        tick -> {
          if (breaker.state() == OPEN) {
            opened.tryComplete();
          }
        });
    await(opened.future());
    await(vertx.close());
  }

  private int callsUntilOpen(IntPredicate fails) {
    for (int call = 0; call < 2_000; call++) {
      var pass = breaker.tryPass();
      if (pass.isEmpty()) {
        return call;
      }
      if (fails.test(call)) {
        pass.get().failed();
      } else {
        pass.get().succeeded();
      }
    }
    return Integer.MAX_VALUE;
  }

  private Breaker.Pass pass() {
    return breaker.tryPass().orElseThrow();
  }

  private void open() {
    open(breaker);
  }

  private static void open(Breaker breaker) {
    while (breaker.state() == CLOSED) {
      breaker.tryPass().orElseThrow().failed();
    }
  }

  private Breaker breaker(Duration maxProbe) {
    return new Breaker("test", SETTINGS, maxProbe, time);
  }
}
