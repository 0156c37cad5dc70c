package io.tidemark.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldClockTest {

  @Test
  void aFasterClockNeedsLessRealTime() {
    WorldClock clock = WorldClock.faster(360);

    assertThat(clock.realTime(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(10));
    assertThat(clock.realTimeUntil(clock.instant().plus(Duration.ofHours(1))))
        .isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
  }

  @Test
  void anInstantThatHasPassedNeedsNoWaiting() {
    WorldClock clock = WorldClock.real();

    assertThat(clock.realTimeUntil(clock.instant().minusSeconds(5))).isZero();
  }

  @Test
  void instantsHaveThePrecisionOfTheDatabase() {
    assertThat(WorldClock.real().instant().getNano() % 1_000).isZero();
    assertThat(WorldClock.faster(7).instant().getNano() % 1_000).isZero();
    assertThat(new SettableClock(Instant.ofEpochSecond(1, 1_234_567)).instant())
        .isEqualTo(Instant.ofEpochSecond(1, 1_234_000));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 100_001, Double.NaN})
  void aSpeedThatMakesNoSenseIsRefused(double speed) {
    assertThatThrownBy(() -> WorldClock.faster(speed))
        .hasMessageStartingWith("clock speed must be above 0 and at most 100000, not ");
  }

  @Test
  void aClockThatSlowsDownGoesOnInRealTimeFromWhereItWas() {
    var clock = new SlowingClock(100_000);
    Instant fast = clock.instant();

    clock.toRealTime();

    Instant slowed = clock.instant();
    assertThat(slowed).isAfterOrEqualTo(fast);
    assertThat(clock.realTimeUntil(slowed.plusSeconds(60)))
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    assertThat(clock.speed()).isOne();
    assertThat(clock.isSystem()).as("another server's clock may stand for it").isFalse();
    assertThat(WorldClock.real().isSystem()).isTrue();
  }
}
