package io.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.clock.WorldClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimBackoffTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Stands still, but reckons waits as a clock does that runs in real time. */
  private static final WorldClock STILL =
      new WorldClock() {
        @Override
        public Instant instant() {
          return NOON;
        }

        @Override
        public double speed() {
          return 1;
        }

        @Override
        public Duration realTimeUntil(Instant instant) {
          return Duration.between(NOON, instant);
        }

        @Override
        public Duration realTime(Duration duration) {
          return duration;
        }
      };

  private final ClaimBackoff lookAgain = new ClaimBackoff(STILL);

  private Duration fruitless() {
    return Duration.between(NOON, lookAgain.after(0, Optional.of(NOON.minusSeconds(9))).get());
  }

  @Test
  void fruitlessLooksAreAtLeastAHundredMillisecondsApartAndGetRarer() {
    List<Duration> waits = new ArrayList<>();
    for (int look = 0; look < 12; look++) {
      waits.add(fruitless());
    }

    assertThat(waits.getFirst()).isBetween(Duration.ofMillis(100), Duration.ofMillis(125));
    assertThat(waits.get(1)).isBetween(Duration.ofMillis(200), Duration.ofMillis(250));
    assertThat(waits.getLast()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_500));
    assertThat(waits).doesNotHaveDuplicates();
  }

  @Test
  void whatIsClaimedOrNotYetDueIsNotPutOff() {
    fruitless();
    fruitless();

    assertThat(lookAgain.after(1, Optional.of(NOON))).contains(NOON);
    assertThat(lookAgain.after(0, Optional.of(NOON.plusSeconds(1)))).contains(NOON.plusSeconds(1));
    assertThat(lookAgain.after(0, Optional.empty())).isEmpty();
    assertThat(fruitless()).as("it begins anew").isLessThan(Duration.ofMillis(130));
  }

  @Test
  void onAClockThatStandsStillNothingWaits() {
    var still = new ClaimBackoff(new SettableClock(NOON));

    assertThat(still.after(0, Optional.of(NOON))).contains(NOON);
  }
}
