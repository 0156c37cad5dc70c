package io.tidemark.tracker.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidemark.tracker.sweeps.Setback.Cap;
import io.tidemark.tracker.sweeps.Setback.Trouble;
import io.tidemark.tracker.sweeps.Setback.Wait;
import io.tidemark.upstream.CallOutcome;
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

class SetbackTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant SOON = NOW.plusSeconds(60);
  private static final Instant IN_A_DAY = NOW.plus(Duration.ofDays(1));
  private static final Instant IN_A_MONTH = NOW.plus(Duration.ofDays(28));

  static Stream<Arguments> outcomes() {
    return Stream.of(
        arguments(new Throttled<>(SOON, "why"), new Wait(SOON, "why")),
        arguments(new Throttled<>(IN_A_DAY, "why"), new Wait(IN_A_DAY, "why")),
        arguments(new Throttled<>(NOW, "why"), new Wait(NOW.plusMillis(100), "why")),
        arguments(new NotSent<>(SOON, "why"), new Wait(SOON, "why")),
        arguments(new NotSent<>(NOW.minusSeconds(1), "why"), new Wait(NOW.plusMillis(100), "why")),
        arguments(new NotSent<>(IN_A_MONTH, "why"), new Cap("why")),
        arguments(new Exhausted<>(SOON, "why"), new Cap("why")),
        arguments(new Exhausted<>(IN_A_MONTH, "why"), new Cap("why")),
        arguments(new AuthDead<>("why"), Wait.ours(NOW.plusSeconds(900), "why")),
        arguments(new Transient<>("why", true), new Trouble("why", true)),
        arguments(new Transient<>("why", false), new Trouble("why", true)),
        arguments(new Refused<>("why", Set.of("a")), new Trouble("why", false)));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void eachOutcomeMeansOneThing(CallOutcome<?> outcome, Setback expected) {
    assertThat(Setback.of(outcome, NOW)).isEqualTo(expected);
  }
}
