package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefreshDecisionsTest {

  private static final Instant ARRIVED = Instant.parse("2026-11-02T10:00:00Z");

  /** The poll that was to come next is at {@code round}; times are minutes after the arrival. */
  @ParameterizedTest(name = "{0}, {1} likes more after {2} min, next round at {3}, {4}: {5} at {6}")
  @CsvSource(
      nullValues = "-",
      value = {
        // cadence, delta, now, round, stopped, why, next
        "HOURLY_LOT, 0, 1, 60, -, REFRESHED, 120",
        "HOURLY_LOT, 3, 1, 60, -, DELTA_POSITIVE, 120",
        "HOURLY_LOT, -2, 1, 60, -, REFRESHED, 120",
        "HOURLY_LOT, 0, 59, 60, -, REFRESHED, 120",
        "HOURLY_LOT, 0, 60, 60, -, REFRESHED, 120",
        "HOURLY_LOT, 0, 61, 120, -, REFRESHED, 180",
        "HOURLY_LOT, 0, 62, 180, -, REFRESHED, 180",
        "HOURLY_LOT, 0, 299, 300, -, REFRESHED, 360",
        "HOURLY_LOT, 0, 301, 360, -, REFRESHED, 360",
        "HOURLY_LOT, 0, 359, 360, -, REFRESHED, 360",
        "HOURLY_LOT, 9, 360, 360, -, -, -",
        "AGE_TIER, 0, 5, 10, -, REFRESHED, 15",
        "AGE_TIER, 0, 59, 60, -, REFRESHED, 69",
        "AGE_TIER, 1, 100, 120, -, DELTA_POSITIVE, 130",
        "AGE_TIER, 1, 700, 719, -, DELTA_POSITIVE, 760",
        "HOURLY_LOT, 1, 130, -, NO_CHANGE_BELOW_THRESHOLD, DELTA_POSITIVE, 240",
        "HOURLY_LOT, 0, 130, -, NO_CHANGE_BELOW_THRESHOLD, -, -",
        "HOURLY_LOT, -1, 130, -, NO_CHANGE_BELOW_THRESHOLD, -, -",
        "HOURLY_LOT, 9, 370, -, NO_CHANGE_BELOW_THRESHOLD, -, -",
        "HOURLY_LOT, 9, 370, -, AGE_LIMIT, -, -",
        "HOURLY_LOT, 0, 130, -, DELETED, REFRESHED, 240",
        "HOURLY_LOT, 0, 130, -, PRIVATE, REFRESHED, 240",
        "AGE_TIER, 5, 130, -, NO_CHANGE_BELOW_THRESHOLD, DELTA_POSITIVE, 160",
      })
  void aTweetThatIsThere(
      ClockCadence cadence,
      long delta,
      long now,
      @Nullable Long round,
      @Nullable StopReason stopped,
      Decision.@Nullable Why why,
      @Nullable Long next) {
    Optional<Decision> decision =
        Decisions.refreshed(
            before(round == null ? now : round, null),
            stopped,
            new PostOutcome.Present<>(likes(10 + delta)),
            new ClockSchedule(cadence, 0),
            minute(now));

    assertThat(decision)
        .isEqualTo(
            why == null ? Optional.empty() : Optional.of(new Continue(why, minute(next), null)));
  }

  @Test
  void movementThatAWebhookShowedSinceTheLastPollCounts() {
    var before = new BeforePoll(ARRIVED, ARRIVED, likes(10), true, minute(5), minute(60));

    assertThat(
            Decisions.refreshed(
                before,
                null,
                new PostOutcome.Present<>(likes(10)),
                new ClockSchedule(ClockCadence.HOURLY_LOT, 0),
                minute(20)))
        .contains(new Continue(Decision.Why.DELTA_POSITIVE, minute(120), null));
  }

  @Test
  void aPlatformThatSaysItIsGoneIsBelieved() {
    assertThat(refreshed(new PostOutcome.Gone<>(), null, null))
        .contains(new Stop(StopReason.DELETED));
    assertThat(refreshed(new PostOutcome.NotVisible<>(), null, null))
        .contains(new Stop(StopReason.PRIVATE));
  }

  @Test
  void aSilentAbsenceCountsAsOneOfTheTwoAndMovesNoPoll() {
    assertThat(refreshed(new PostOutcome.Absent<>(), null, null))
        .contains(new Continue(Decision.Why.ASK_AGAIN, minute(60), minute(30)));
    assertThat(refreshed(new PostOutcome.Absent<>(), null, minute(25)))
        .contains(new Continue(Decision.Why.ASK_AGAIN, minute(60), minute(25)));
    assertThat(refreshed(new PostOutcome.Absent<>(), null, minute(20)))
        .contains(new Stop(StopReason.DELETED));
  }

  @Test
  void anAnswerThatSaysNothingOfItChangesNothing() {
    assertThat(refreshed(new PostOutcome.Unknown<>("?"), null, null)).isEmpty();
    assertThat(refreshed(new PostOutcome.Refused<>("?"), null, null)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void aStoppedTweetThatIsNotThereStaysStopped(StopReason stopped) {
    assertThat(refreshed(new PostOutcome.Gone<>(), stopped, null)).isEmpty();
    assertThat(refreshed(new PostOutcome.NotVisible<>(), stopped, null)).isEmpty();
    assertThat(refreshed(new PostOutcome.Absent<>(), stopped, null)).isEmpty();
    assertThat(refreshed(new PostOutcome.Unknown<>("?"), stopped, null)).isEmpty();
  }

  private static Optional<Decision> refreshed(
      PostOutcome<Counters> outcome, @Nullable StopReason stopped, @Nullable Instant absentSince) {
    return Decisions.refreshed(
        before(60, absentSince),
        stopped,
        outcome,
        new ClockSchedule(ClockCadence.HOURLY_LOT, 0),
        minute(30));
  }

  private static BeforePoll before(long round, @Nullable Instant absentSince) {
    return new BeforePoll(ARRIVED, ARRIVED, likes(10), false, absentSince, minute(round));
  }

  private static Instant minute(long minutes) {
    return ARRIVED.plus(Duration.ofMinutes(minutes));
  }

  private static Counters likes(long likes) {
    return new Counters(0L, 0L, likes, 0L, 100L, 0L);
  }
}
