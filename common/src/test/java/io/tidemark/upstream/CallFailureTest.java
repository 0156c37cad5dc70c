package io.tidemark.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidemark.upstream.CallFailure.ItemFailed;
import io.tidemark.upstream.CallFailure.QuotaExhausted;
import io.tidemark.upstream.CallFailure.RetryAt;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallFailureTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant SOON = NOW.plusSeconds(60);
  private static final Instant IN_A_DAY = NOW.plus(Duration.ofDays(1));
  private static final Instant IN_A_MONTH = NOW.plus(Duration.ofDays(28));

  static Stream<Arguments> outcomes() {
    return Stream.of(
        arguments(new Throttled<>(SOON, "why"), new RetryAt(SOON, "why")),
        arguments(new Throttled<>(IN_A_DAY, "why"), new RetryAt(IN_A_DAY, "why")),
        arguments(new Throttled<>(NOW, "why"), new RetryAt(NOW.plusMillis(100), "why")),
        arguments(new NotSent<>(SOON, "why"), new RetryAt(SOON, "why")),
        arguments(
            new NotSent<>(NOW.minusSeconds(1), "why"), new RetryAt(NOW.plusMillis(100), "why")),
        arguments(new NotSent<>(IN_A_MONTH, "why"), new QuotaExhausted("why")),
        arguments(new Exhausted<>(SOON, "why"), new QuotaExhausted("why")),
        arguments(new Exhausted<>(IN_A_MONTH, "why"), new QuotaExhausted("why")),
        arguments(new AuthDead<>("why"), new RetryAt(NOW.plusSeconds(900), "why", true)),
        arguments(new Transient<>("why", true), new ItemFailed("why", true)),
        arguments(new Transient<>("why", false), new ItemFailed("why", true)),
        arguments(new Refused<>("why", Set.of("a")), new ItemFailed("why", false)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void eachOutcomeMeansOneThing(CallOutcome<?> outcome, CallFailure expected) {
    assertThat(CallFailure.of(outcome, NOW)).isEqualTo(expected);
  }
}
