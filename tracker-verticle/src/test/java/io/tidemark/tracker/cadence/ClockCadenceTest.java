package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClockCadenceTest {

  private static final Instant ARRIVED = Instant.parse("2026-11-01T12:00:00Z");

  @ParameterizedTest(name = "{0} s after arrival: next after {1} h")
  @CsvSource({
    "0, 1",
    "1, 1",
    "3599, 1",
    "3600, 2",
    "3660, 2",
    "7199, 2",
    "7200, 3",
    "17999, 5",
    "18000, 6",
    "21599, 6",
    "21600, 0",
    "99999, 0",
    "-600, 1",
  })
  void aLotFiresAtWholeHoursAfterItsArrivalSixTimes(long seconds, int hour) {
    Optional<Instant> next =
        ClockCadence.HOURLY_LOT.next(ARRIVED, ARRIVED, ARRIVED.plusSeconds(seconds));

    assertThat(next)
        .isEqualTo(
            hour == 0 ? Optional.empty() : Optional.of(ARRIVED.plus(Duration.ofHours(hour))));
  }

  @Test
  void roundsMissedInADowntimeAreNotMadeUpOneByOne() {
    assertThat(
            ClockCadence.HOURLY_LOT.next(ARRIVED, ARRIVED, ARRIVED.plus(Duration.ofMinutes(200))))
        .contains(ARRIVED.plus(Duration.ofHours(4)));
  }

  @ParameterizedTest(name = "age {0} min: next in {1} min")
  @CsvSource({
    "-60, 10", "0, 10", "59, 10", "60, 30", "239, 30", "240, 60", "719, 60", "720, 0", "5000, 0",
  })
  void theOlderTheTweetTheRarerItIsPolled(long age, long minutes) {
    Instant now = ARRIVED.plus(Duration.ofHours(100));
    Optional<Instant> next =
        ClockCadence.AGE_TIER.next(ARRIVED, now.minus(Duration.ofMinutes(age)), now);

    assertThat(next)
        .isEqualTo(
            minutes == 0 ? Optional.empty() : Optional.of(now.plus(Duration.ofMinutes(minutes))));
  }

  @Test
  void aTweetThatKeepsMovingIsPolledTwentyTimesByAgeTier() {
    List<Instant> polls = new ArrayList<>();
    Optional<Instant> next = ClockCadence.AGE_TIER.next(ARRIVED, ARRIVED, ARRIVED);
    while (next.isPresent()) {
      polls.add(next.get());
      next = ClockCadence.AGE_TIER.next(ARRIVED, ARRIVED, next.get());
    }

    assertThat(polls).hasSize(6 + 6 + 8);
    assertThat(polls.getLast()).isEqualTo(ARRIVED.plus(Duration.ofHours(12)));
  }

  @ParameterizedTest(name = "{0}, {1} min after arrival: {2} rounds to come")
  @CsvSource({
    "HOURLY_LOT, 60, 5",
    "HOURLY_LOT, 61, 5",
    "HOURLY_LOT, 300, 1",
    "HOURLY_LOT, 360, 0",
    "HOURLY_LOT, 9999, 0",
    "AGE_TIER, 10, 19",
    "AGE_TIER, 60, 14",
    "AGE_TIER, 240, 8",
    "AGE_TIER, 720, 0",
  })
  void whatStopsSparesTheRoundsThatItWouldStillHaveHad(
      ClockCadence cadence, long minutes, int rounds) {
    assertThat(cadence.roundsAfter(ARRIVED, ARRIVED, ARRIVED.plus(Duration.ofMinutes(minutes))))
        .isEqualTo(rounds);
  }

  @Test
  void aTweetOlderThanItsLotHasItsLastRoundPastItsAge() {
    Instant created = ARRIVED.minus(Duration.ofMinutes(150));

    assertThat(
            ClockCadence.HOURLY_LOT.roundsAfter(
                ARRIVED, created, ARRIVED.plus(Duration.ofHours(1))))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(ClockCadence.class)
  void theNextPollAlwaysLiesAhead(ClockCadence cadence) {
    for (int minutes = -120; minutes < 2_000; minutes++) {
      Instant now = ARRIVED.plus(Duration.ofMinutes(minutes));
      cadence.next(ARRIVED, ARRIVED, now).ifPresent(next -> assertThat(next).isAfter(now));
    }
  }

  @ParameterizedTest(name = "age {0} min: {1}")
  @CsvSource({
    "-1, ULTRA_HOT",
    "0, ULTRA_HOT",
    "59, ULTRA_HOT",
    "60, HOT",
    "239, HOT",
    "240, WARM",
    "719, WARM",
    "720, COLD",
    "10000000, COLD",
  })
  void theTierIsAQuestionOfAgeAlone(long minutes, Tier tier) {
    assertThat(Tier.of(ARRIVED, ARRIVED.plus(Duration.ofMinutes(minutes)))).isEqualTo(tier);
  }
}
