package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The closed form against the polls themselves, one after the other. */
class RoundsLeftTest {

  private static final Instant ARRIVED = Instant.parse("2026-11-02T10:00:00Z");

  private static int counted(ClockCadence cadence, Instant createdAt, Instant now) {
    int rounds = 0;
    Instant polled = now;
    while (!cadence.isOver(createdAt, polled)) {
      Optional<Instant> next = cadence.next(ARRIVED, createdAt, polled);
      if (next.isEmpty()) {
        return rounds;
      }
      polled = next.get();
      rounds++;
    }
    return rounds;
  }

  @ParameterizedTest
  @EnumSource(ClockCadence.class)
  void asManyAsThereWouldHaveBeen(ClockCadence cadence) {
    var random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      // Whole ten minutes often, so that the ends of tiers and hours are met exactly.
      long unit = random.nextBoolean() ? 600_000_000L : 1;
      long before = random.nextLong(Duration.ofHours(14).toNanos() / 1_000 / unit) * unit;
      long after = random.nextLong(Duration.ofHours(14).toNanos() / 1_000 / unit) * unit;
      Instant createdAt = ARRIVED.minus(before, ChronoUnit.MICROS);
      Instant now = ARRIVED.plus(after, ChronoUnit.MICROS);

      assertThat(cadence.roundsAfter(ARRIVED, createdAt, now))
          .as("created %s, now %s", createdAt, now)
          .isEqualTo(counted(cadence, createdAt, now));
    }
  }

  @ParameterizedTest
  @EnumSource(ClockCadence.class)
  void noTimeMakesItLong(ClockCadence cadence) {
    for (Instant created :
        new Instant[] {
          Instant.MIN,
          Instant.EPOCH,
          Instant.parse("9999-12-31T23:59:59Z"),
          Instant.parse("+300000-01-01T00:00:00Z"),
          Instant.MAX
        }) {
      int rounds =
          assertTimeoutPreemptively(
              Duration.ofSeconds(5), () -> cadence.roundsAfter(ARRIVED, created, ARRIVED));
      assertThat(rounds).isBetween(0, 20);
    }
  }
}
