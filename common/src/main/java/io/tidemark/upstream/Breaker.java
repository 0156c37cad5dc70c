package io.tidemark.upstream;

import io.tidemark.processes.Heartbeat;
import io.tidemark.settings.Settings;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects calls to an upstream whose failure rate over its last calls is too high, and admits one
 * probe after a while.
 *
 * <p>Vert.x' circuit breaker carries the state, the timer, the probe with its timeout and the
 * notifications. It would open by a count of failures that any success clears, and a success of a
 * call begun before it opened would close it. Calls in the closed state therefore do not go through
 * it: they are counted here, in the closed period they began in, and the rate opens it.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  /** Permission for one call. Its result must be reported once. */
  @FunctionalInterface
  interface Permission {

    /**
     * @return completes when the state follows from the result; never fails
     */
    Future<Void> report(boolean failed);
  }

  private static final RuntimeException FAILED =
      new RuntimeException("failed", null, false, false) {
        private static final long serialVersionUID = 1L;
      };

  private final CircuitBreaker breaker;
  private final InstantSource realTime;
  private final Duration openFor;
  private final AtomicBoolean probeIsDue = new AtomicBoolean();
  private volatile FailureRate rate;
  private volatile Instant changedAt = Instant.EPOCH;

  /**
   * @param maxProbe after which a probe that did not report counts as failed
   * @param realTime the time of the network, never a faster clock
   */
  Breaker(
      Vertx vertx,
      String name,
      Settings.Upstream settings,
      Duration maxProbe,
      InstantSource realTime) {
    this.realTime = realTime;
    this.openFor = settings.openFor();
    this.rate = new FailureRate(settings);
    this.breaker =
        CircuitBreaker.create(
            name,
            vertx,
            new CircuitBreakerOptions()
                .setResetTimeout(Math.max(1, openFor.toMillis()))
                .setTimeout(maxProbe.toMillis())
                .setNotificationAddress(Heartbeat.BREAKER_CHANGES)
                .setNotificationPeriod(0)
                // Two histograms for each credential, not the eleven of the default.
                .setMetricsRollingBuckets(1));
    breaker.openHandler(opened -> changed(name)).halfOpenHandler(elapsed -> changed(name));
    breaker.closeHandler(
        probed -> {
          rate = new FailureRate(settings);
          changed(name);
        });
  }

  private void changed(String name) {
    changedAt = realTime.instant();
    probeIsDue.set(state() == CircuitBreakerState.HALF_OPEN);
    log.atWarn()
        .addKeyValue("upstream", name)
        .addKeyValue("state", state())
        .log("Circuit breaker changed state");
  }

  /** Permission for one call; empty while the breaker is open, or a probe is under way. */
  Optional<Permission> tryAcquire() {
    return switch (state()) {
      case CLOSED -> Optional.of(counted(rate));
      case OPEN -> Optional.empty();
      // Only the one probe ends this state: until it is executed the state cannot change.
      case HALF_OPEN ->
          probeIsDue.compareAndSet(true, false) ? Optional.of(probe()) : Optional.empty();
    };
  }

  private Permission counted(FailureRate period) {
    return failed -> {
      if (period.reachedBy(failed)) {
        breaker.open();
      }
      return Future.succeededFuture();
    };
  }

  private Permission probe() {
    Promise<Void> result = Promise.promise();
    Future<Void> decided = breaker.<Void>execute(() -> result.future()).otherwiseEmpty();
    return failed -> {
      if (failed) {
        result.tryFail(FAILED);
      } else {
        result.tryComplete();
      }
      return decided;
    };
  }

  /** Time until a probe is admitted; 1 s while one is under way. */
  Duration opensIn() {
    Duration left = Duration.between(realTime.instant(), changedAt.plus(openFor));
    return left.isPositive() ? left : Duration.ofSeconds(1);
  }

  CircuitBreakerState state() {
    return breaker.state();
  }
}
