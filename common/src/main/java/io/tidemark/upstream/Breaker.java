package io.tidemark.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.tidemark.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops calling an upstream that fails, by the failure rate over its last calls, and lets one probe
 * through now and then.
 *
 * <p>A result counts only in the state its call began in: a call from before the breaker opened
 * that succeeds late must not close it. A probe that never reports ends with {@code maxProbe}.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  /** A call that may be made; its result is told to the breaker that gave it. */
  final class Pass {
    private final long generation;

    private Pass(long generation) {
      this.generation = generation;
    }

    void succeeded() {
      if (generation == generations.get()) {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      }
    }

    void failed() {
      if (generation == generations.get()) {
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILED);
      }
    }
  }

  private static final RuntimeException FAILED =
      new RuntimeException("failed", null, false, false) {
        private static final long serialVersionUID = 1L;
      };

  private final CircuitBreaker breaker;
  private final InstantSource realTime;
  private final Duration openFor;
  private final AtomicLong generations = new AtomicLong();
  private volatile Instant openedAt = Instant.EPOCH;

  /**
   * @param realTime the time of the network, never a faster clock
   * @param maxProbe after which a probe that did not report counts as failed
   */
  Breaker(String name, Settings.Upstream settings, Duration maxProbe, InstantSource realTime) {
    this.realTime = realTime;
    this.openFor = settings.openFor();
    this.breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.window())
                .minimumNumberOfCalls(Math.min(10, settings.window()))
                .failureRateThreshold(settings.failureRate())
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(settings.openFor())
                .maxWaitDurationInHalfOpenState(maxProbe)
                .clock(realTime.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(
                    clock -> clock.instant().toEpochMilli(), TimeUnit.MILLISECONDS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              generations.incrementAndGet();
              openedAt = realTime.instant();
              log.atWarn()
                  .addKeyValue("upstream", name)
                  .addKeyValue("state", event.getStateTransition().getToState())
                  .log("Circuit breaker changed state");
            });
  }

  /** Leave to make one call; empty while the breaker is open. */
  Optional<Pass> tryPass() {
    return breaker.tryAcquirePermission()
        ? Optional.of(new Pass(generations.get()))
        : Optional.empty();
  }

  /** How long it is until a probe is let through. */
  Duration opensIn() {
    Duration left = Duration.between(realTime.instant(), openedAt.plus(openFor));
    return left.isPositive() ? left : Duration.ofSeconds(1);
  }

  /** Whether it is open and no probe is due. */
  boolean isOpen() {
    return breaker.getState() == CircuitBreaker.State.OPEN
        && Duration.between(realTime.instant(), openedAt.plus(openFor)).isPositive();
  }

  CircuitBreaker.State state() {
    return breaker.getState();
  }
}
