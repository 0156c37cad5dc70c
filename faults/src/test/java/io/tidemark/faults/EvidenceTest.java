package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Troubles.Trouble;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judges themselves: each must be able to say that something is wrong. */
class EvidenceTest {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final Troubles NONE = new Troubles(List.of());
  private static final Duration PROMPT = Duration.ofMinutes(20);

  @Test
  void aTweetWithAReadingInEveryHourMissedNothing() {
    Tracked tweet = tweet(minute(362), 61, 121, 181, 241, 301, 361);

    assertThat(tweet.missed(NONE, PROMPT)).isEmpty();
  }

  @Test
  void anHourWithoutAReadingIsMissed() {
    Tracked tweet = tweet(minute(362), 61, 121, 241, 301, 361);

    assertThat(tweet.missed(NONE, PROMPT)).containsExactly(3);
  }

  @Test
  void aTweetThatNobodyEverPolledMissedAllItsHours() {
    assertThat(tweet(null).missed(NONE, PROMPT)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void anHourIsExcusedWhereTroubleLeftNoTimeForIt() {
    Tracked tweet = tweet(minute(362), 61, 121, 241, 301, 361);

    assertThat(tweet.missed(trouble(170, 230), PROMPT)).isEmpty();
    assertThat(tweet.missed(trouble(182, 190), PROMPT)).containsExactly(3);
  }

  @Test
  void nothingIsExpectedOfATweetThatIsStopped() {
    assertThat(tweet(minute(61), 61).missed(NONE, PROMPT)).isEmpty();
  }

  @Test
  void aReadingHasTheLastCallBeforeItAndTheOthersWereWasted() {
    Matching matching = match(tweet(null, 61), call(60, 200), call(61, 200));

    assertThat(matching.wasted()).extracting(Call::at).containsExactly(minute(60));
    assertThat(matching.madeUp()).isEmpty();
  }

  @Test
  void aReadingThatNoCallBroughtIsMadeUp() {
    assertThat(match(tweet(null, 61, 121), call(60, 200)).madeUp()).hasSize(1);
    assertThat(match(tweet(null, 61), call(60, 500)).madeUp()).hasSize(1);
    assertThat(match(tweet(null, 61), call(62, 200)).madeUp()).hasSize(1);
  }

  @Test
  void aFailedCallIsNotWasted() {
    assertThat(match(tweet(null, 61), call(59, 500), call(60, 200)).wasted()).isEmpty();
  }

  @Test
  void aCallWhoseAnswerNobodyWaitedForWasWasted() {
    assertThat(match(tweet(null, 61), call(59, 0), call(60, 200)).wasted())
        .extracting(Call::at)
        .containsExactly(minute(59));
  }

  @Test
  void aCallForAStoppedTweetIsSeen() {
    Matching matching = match(tweet(minute(61), 61), call(60, 200), call(120, 200));

    assertThat(matching.pastStop()).extracting(Call::at).containsExactly(minute(120));
  }

  @Test
  void theMostCallsInAnyStretchAreCounted() {
    List<Call> calls =
        List.of(call(0, 200), call(10, 200), call(14, 500), call(16, 200), call(40, 200));

    assertThat(Matching.mostWithin(calls, Duration.ofMinutes(15))).isEqualTo(3);
    assertThat(Matching.mostWithin(List.of(), Duration.ofMinutes(15))).isZero();
  }

  @Test
  void theQuietestStretchLiesBetweenTroublesThatMayOverlap() {
    Troubles troubles = trouble(10, 20).and(trouble(15, 40)).and(trouble(55, 70));

    assertThat(troubles.quiet(minute(0), minute(60))).isEqualTo(Duration.ofMinutes(15));
    assertThat(troubles.quiet(minute(16), minute(39))).isLessThanOrEqualTo(Duration.ZERO);
    assertThat(NONE.quiet(minute(0), minute(60))).isEqualTo(Duration.ofMinutes(60));
  }

  private static Matching match(Tracked tweet, Call... calls) {
    return Matching.of(List.of(calls), List.of(tweet), Duration.ofSeconds(1));
  }

  private static Tracked tweet(@Nullable Instant stopped, int... minutes) {
    return new Tracked(
        "7",
        NOON,
        stopped,
        stopped == null ? null : "age_limit",
        java.util.Arrays.stream(minutes).mapToObj(EvidenceTest::minute).toList());
  }

  private static Call call(int minute, int status) {
    return new Call(
        minute(minute),
        Platform.X,
        "/2/tweets",
        List.of(Ask.of(List.of("7"))),
        status == 200 ? List.of("7") : List.of(),
        status,
        0);
  }

  private static Troubles trouble(int from, int until) {
    return new Troubles(
        List.of(new Trouble(new Fault.CutConnections(), minute(from), minute(until), "")));
  }

  private static Instant minute(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }
}
