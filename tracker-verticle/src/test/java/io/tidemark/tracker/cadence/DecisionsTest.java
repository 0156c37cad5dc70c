package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decision.Why;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionsTest {

  private static final Instant ARRIVED = Instant.parse("2026-11-01T12:00:00Z");

  /** age and delta and engagement against the threshold: the whole rule, at its edges. */
  @ParameterizedTest(name = "{0}: age {1} min, {2} -> {3}, P25 {4}: {5}")
  @CsvSource({
    // cadence, age minutes, before, after, threshold, expected
    "HOURLY_LOT,   60,  10,  11,    5, DELTA_POSITIVE",
    "HOURLY_LOT,   60,  10,  11,   50, DELTA_POSITIVE",
    "HOURLY_LOT,   60,  10,  10,   10, ABOVE_THRESHOLD",
    "HOURLY_LOT,   60,  10,  10,  9.5, ABOVE_THRESHOLD",
    "HOURLY_LOT,   60,  10,  10, 10.5, NO_CHANGE_BELOW_THRESHOLD",
    "HOURLY_LOT,   60,   0,   0,    1, NO_CHANGE_BELOW_THRESHOLD",
    "HOURLY_LOT,   60,   0,   1,    1, DELTA_POSITIVE",
    // a counter that went down is no movement; what is left decides
    "HOURLY_LOT,   60,  10,   9,    9, ABOVE_THRESHOLD",
    "HOURLY_LOT,   60,  10,   9,   10, NO_CHANGE_BELOW_THRESHOLD",
    // the age limit, to the minute
    "HOURLY_LOT,  359,  10,  11,    1, DELTA_POSITIVE",
    "HOURLY_LOT,  360,  10,  11,    1, AGE_LIMIT",
    "HOURLY_LOT,  360,  10,  10,    1, AGE_LIMIT",
    "HOURLY_LOT,  360,   0,   0,    1, AGE_LIMIT",
    "HOURLY_LOT,  900, 100, 999,    1, AGE_LIMIT",
    "AGE_TIER,    360,  10,  11,    1, DELTA_POSITIVE",
    "AGE_TIER,    719,  10,  10,    1, ABOVE_THRESHOLD",
    "AGE_TIER,    720,  10,  11,    1, AGE_LIMIT",
    "AGE_TIER,     10,   0,   0,    1, NO_CHANGE_BELOW_THRESHOLD",
    // from the future: a clock is wrong somewhere, the tweet is new
    "HOURLY_LOT,  -30,   0,   1,    1, DELTA_POSITIVE",
    "AGE_TIER,    -30,   0,   1,    1, DELTA_POSITIVE",
    "AGE_TIER,    -30,   0,   0,    1, NO_CHANGE_BELOW_THRESHOLD",
  })
  void aPresentTweetGoesOnWhileItMovesOrMatters(
      ClockCadence cadence, long age, long before, long after, double threshold, String expected) {
    Instant now = ARRIVED.plus(Duration.ofMinutes(61));
    Decision decision =
        Decisions.decide(
            before(now.minus(Duration.ofMinutes(age)), likes(before), false, null),
            new PostOutcome.Present<>(likes(after)),
            new ClockSchedule(cadence, threshold),
            now);

    assertThat(name(decision)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(ClockCadence.class)
  void whatIsGoneIsDeletedAndWhatIsHiddenIsPrivateAtAnyAge(ClockCadence cadence) {
    for (int hours = 0; hours < 20; hours++) {
      Instant now = ARRIVED.plus(Duration.ofHours(hours));
      var before = before(ARRIVED, likes(1_000), true, null);

      assertThat(
              Decisions.decide(
                  before, new PostOutcome.Gone<>(), new ClockSchedule(cadence, 1), now))
          .isEqualTo(new Stop(StopReason.DELETED));
      assertThat(
              Decisions.decide(
                  before, new PostOutcome.NotVisible<>(), new ClockSchedule(cadence, 1), now))
          .isEqualTo(new Stop(StopReason.PRIVATE));
    }
  }

  @ParameterizedTest(name = "absent again after {0} s: {1}")
  @CsvSource({"0, ASK_AGAIN", "599, ASK_AGAIN", "600, DELETED", "3600, DELETED"})
  void aSilentAbsenceCountsTheSecondTimeTenMinutesLater(long seconds, String expected) {
    Instant now = ARRIVED.plus(Duration.ofHours(2));
    var first =
        (Continue)
            Decisions.decide(
                before(ARRIVED, likes(5), false, null),
                new PostOutcome.Absent<>(),
                new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
                now);
    assertThat(first.why()).isEqualTo(Why.ASK_AGAIN);
    assertThat(first.absentSince()).isEqualTo(now);

    Decision second =
        Decisions.decide(
            before(ARRIVED, likes(5), false, first.absentSince()),
            new PostOutcome.Absent<>(),
            new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
            now.plusSeconds(seconds));

    assertThat(name(second)).isEqualTo(expected);
  }

  @Test
  void anAbsenceTooSoonAfterTheFirstStillCountsFromTheFirst() {
    Instant now = ARRIVED.plus(Duration.ofHours(2));
    var tooSoon =
        (Continue)
            Decisions.decide(
                before(ARRIVED, likes(5), false, now.minusSeconds(60)),
                new PostOutcome.Absent<>(),
                new ClockSchedule(ClockCadence.AGE_TIER, 1),
                now);

    assertThat(tooSoon.absentSince()).isEqualTo(now.minusSeconds(60));
  }

  @Test
  void aTweetThatIsThereAgainWasNeverAbsent() {
    Instant now = ARRIVED.plus(Duration.ofHours(2));
    var back =
        (Continue)
            Decisions.decide(
                before(ARRIVED, likes(5), false, now.minus(Duration.ofHours(1))),
                new PostOutcome.Present<>(likes(6)),
                new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
                now);

    assertThat(back.absentSince()).isNull();
  }

  @Test
  void anAnswerThatSaysNothingStopsNothingAndKeepsTheAbsence() {
    Instant now = ARRIVED.plus(Duration.ofHours(2));
    Instant absentSince = now.minus(Duration.ofHours(1));
    for (PostOutcome<Counters> outcome :
        java.util.List.<PostOutcome<Counters>>of(
            new PostOutcome.Unknown<>("internal error"), new PostOutcome.Refused<>("400"))) {
      var decision =
          (Continue)
              Decisions.decide(
                  before(ARRIVED, likes(0), false, absentSince),
                  outcome,
                  new ClockSchedule(ClockCadence.HOURLY_LOT, 100),
                  now);

      assertThat(decision.why()).isEqualTo(Why.ASK_AGAIN);
      assertThat(decision.absentSince()).isEqualTo(absentSince);
      assertThat(decision.nextUpdateAt()).isEqualTo(ARRIVED.plus(Duration.ofHours(3)));
    }
  }

  @Test
  void evenAnAnswerThatSaysNothingEndsWithTheAgeLimit() {
    Instant now = ARRIVED.plus(Duration.ofHours(7));

    assertThat(
            Decisions.decide(
                before(ARRIVED, likes(0), false, null),
                new PostOutcome.Unknown<>("internal error"),
                new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
                now))
        .isEqualTo(new Stop(StopReason.AGE_LIMIT));
  }

  @Test
  void movementSeenBetweenTwoPollsCountsAsMovement() {
    Instant now = ARRIVED.plus(Duration.ofHours(1));
    Decision decision =
        Decisions.decide(
            before(ARRIVED, likes(5), true, null),
            new PostOutcome.Present<>(likes(5)),
            new ClockSchedule(ClockCadence.HOURLY_LOT, 100),
            now);

    assertThat(name(decision)).isEqualTo("DELTA_POSITIVE");
  }

  @ParameterizedTest(name = "likes {0} -> {1}, retweets {2} -> {3}, P25 {4}: {5}")
  @CsvSource(
      nullValues = "null",
      value = {
        // a counter that was not given is neither movement nor its end
        "null, 5, null, null, 100, NO_CHANGE_BELOW_THRESHOLD",
        "5, null, 2, 2, 100, NO_CHANGE_BELOW_THRESHOLD",
        "5, null, 2, 3, 100, DELTA_POSITIVE",
        // what was known before still counts against the threshold
        "5, null, 2, 2, 7, ABOVE_THRESHOLD",
        "null, 7, null, null, 7, ABOVE_THRESHOLD",
        // one up, one down: the sum decides
        "5, 3, 2, 4, 100, NO_CHANGE_BELOW_THRESHOLD",
        "5, 3, 2, 5, 100, DELTA_POSITIVE",
      })
  void countersThatWereNotGivenAreNotZero(
      @Nullable Long likes,
      @Nullable Long likesNow,
      @Nullable Long retweets,
      @Nullable Long retweetsNow,
      double threshold,
      String expected) {
    Instant now = ARRIVED.plus(Duration.ofHours(1));
    Decision decision =
        Decisions.decide(
            before(ARRIVED, new Counters(retweets, null, likes, null, null, null), false, null),
            new PostOutcome.Present<>(new Counters(retweetsNow, null, likesNow, null, 9L, null)),
            new ClockSchedule(ClockCadence.HOURLY_LOT, threshold),
            now);

    assertThat(name(decision)).isEqualTo(expected);
  }

  @Test
  void viewsAndBookmarksAreNoEngagement() {
    Instant now = ARRIVED.plus(Duration.ofHours(1));
    Decision decision =
        Decisions.decide(
            before(ARRIVED, new Counters(0L, 0L, 0L, 0L, 10L, 1L), false, null),
            new PostOutcome.Present<>(new Counters(0L, 0L, 0L, 0L, 9_999L, 99L)),
            new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
            now);

    assertThat(name(decision)).isEqualTo("NO_CHANGE_BELOW_THRESHOLD");
  }

  @Test
  void afterTheLastRoundATweetFromTheFutureStopsToo() {
    Instant now = ARRIVED.plus(Duration.ofHours(6));
    Decision decision =
        Decisions.decide(
            before(ARRIVED.plus(Duration.ofHours(2)), likes(5), false, null),
            new PostOutcome.Present<>(likes(50)),
            new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
            now);

    assertThat(decision).isEqualTo(new Stop(StopReason.AGE_LIMIT));
  }

  @Test
  void aRoundThatWasTriggeredEarlyIsNotRunAgainAtItsTime() {
    Instant early = ARRIVED.plus(Duration.ofMinutes(59));
    var before =
        new BeforePoll(ARRIVED, ARRIVED, likes(5), false, null, ARRIVED.plus(Duration.ofHours(1)));

    Decision decision =
        Decisions.decide(
            before,
            new PostOutcome.Present<>(likes(6)),
            new ClockSchedule(ClockCadence.HOURLY_LOT, 1),
            early);

    assertThat(((Continue) decision).nextUpdateAt()).isEqualTo(ARRIVED.plus(Duration.ofHours(2)));
  }

  private static BeforePoll before(
      Instant createdAt, Counters counters, boolean moved, @Nullable Instant absentSince) {
    return new BeforePoll(createdAt, ARRIVED, counters, moved, absentSince, ARRIVED);
  }

  private static Counters likes(long likes) {
    return new Counters(0L, 0L, likes, 0L, 100L, 0L);
  }

  private static String name(Decision decision) {
    return switch (decision) {
      case Continue goOn -> goOn.why().name();
      case Stop stop -> stop.reason().name();
    };
  }
}
