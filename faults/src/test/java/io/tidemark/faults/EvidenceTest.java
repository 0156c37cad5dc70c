package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Database.LotClaim;
import io.tidemark.faults.FaultLog.Entry;
import io.tidemark.faults.HistoryPartitions.Partition;
import io.tidemark.faults.PoisonedDelivery.MalformedTweet;
import io.tidemark.faults.PoisonedDelivery.ReplayState;
import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the checks: each must report a violation. */
class EvidenceTest {

  private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
  private static final FaultLog NONE = new FaultLog(List.of());
  private static final Duration PROMPT = Duration.ofMinutes(20);

  @Test
  void aTweetWithASnapshotInEveryHourMissedNothing() {
    TrackedTweet tweet = tweet(minute(362), 61, 121, 181, 241, 301, 361);

    assertThat(tweet.missed(NONE, PROMPT)).isEmpty();
  }

  @Test
  void anHourWithoutASnapshotIsMissed() {
    TrackedTweet tweet = tweet(minute(362), 61, 121, 241, 301, 361);

    assertThat(tweet.missed(NONE, PROMPT)).containsExactly(3);
  }

  @Test
  void aTweetThatWasNeverPolledMissedEveryHour() {
    assertThat(tweet(null).missed(NONE, PROMPT)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void anHourIsExcusedWhenFaultsLeftNoTime() {
    TrackedTweet tweet = tweet(minute(362), 61, 121, 241, 301, 361);

    assertThat(tweet.missed(faultLog(170, 230), PROMPT)).isEmpty();
    assertThat(tweet.missed(faultLog(182, 190), PROMPT)).containsExactly(3);
  }

  @Test
  void nothingIsExpectedOfATweetThatIsStopped() {
    assertThat(tweet(minute(61), 61).missed(NONE, PROMPT)).isEmpty();
  }

  @Test
  void aSnapshotMatchesTheLastCallBeforeItOthersAreWasted() {
    CallReconciliation matching = reconcile(tweet(null, 61), call(60, 200), call(61, 200));

    assertThat(matching.wasted()).extracting(Call::at).containsExactly(minute(60));
    assertThat(matching.unmatched()).isEmpty();
  }

  @Test
  void aSnapshotWithoutACallIsUnmatched() {
    assertThat(reconcile(tweet(null, 61, 121), call(60, 200)).unmatched()).hasSize(1);
    assertThat(reconcile(tweet(null, 61), call(60, 500)).unmatched()).hasSize(1);
    assertThat(reconcile(tweet(null, 61), call(62, 200)).unmatched()).hasSize(1);
  }

  @Test
  void aFailedCallIsNotWasted() {
    assertThat(reconcile(tweet(null, 61), call(59, 500), call(60, 200)).wasted()).isEmpty();
  }

  @Test
  void aCallThatWasNotAnsweredIsWasted() {
    assertThat(reconcile(tweet(null, 61), call(59, 0), call(60, 200)).wasted())
        .extracting(Call::at)
        .containsExactly(minute(59));
  }

  @Test
  void aCallForAStoppedTweetIsReported() {
    CallReconciliation matching = reconcile(tweet(minute(61), 61), call(60, 200), call(120, 200));

    assertThat(matching.pastStop()).extracting(Call::at).containsExactly(minute(120));
  }

  @Test
  void theMostCallsInAnyPeriodAreCounted() {
    List<Call> calls =
        List.of(call(0, 200), call(10, 200), call(14, 500), call(16, 200), call(40, 200));

    assertThat(CallReconciliation.mostWithin(calls, Duration.ofMinutes(15))).isEqualTo(3);
    assertThat(CallReconciliation.mostWithin(List.of(), Duration.ofMinutes(15))).isZero();
  }

  @Test
  void callsOfATimeCanBeLeftOut() {
    List<Call> calls = List.of(call(0, 200), call(10, 200), call(14, 200), call(21, 200));

    assertThat(CallReconciliation.outside(calls, faultLog(9, 14)))
        .extracting(Call::at)
        .containsExactly(minute(0), minute(21));
    assertThat(CallReconciliation.outside(calls, NONE)).isEqualTo(calls);
  }

  @Test
  void theLongestQuietPeriodLiesBetweenFaults() {
    FaultLog log = faultLog(10, 20).and(faultLog(15, 40)).and(faultLog(55, 70));

    assertThat(log.quiet(minute(0), minute(60))).isEqualTo(Duration.ofMinutes(15));
    assertThat(log.quiet(minute(16), minute(39))).isLessThanOrEqualTo(Duration.ZERO);
    assertThat(NONE.quiet(minute(0), minute(60))).isEqualTo(Duration.ofMinutes(60));
  }

  @Test
  void aTweetFromTheFutureOrInfinityIsReported() {
    assertThat(tweet(null).isFromTheFuture()).isFalse();
    assertThat(created(NOON.plusSeconds(1)).isFromTheFuture()).isTrue();
    assertThat(created(LocalDateTime.MAX.toInstant(ZoneOffset.UTC)).isFromTheFuture()).isTrue();
  }

  private static TrackedTweet created(Instant at) {
    return new TrackedTweet("7", at, NOON, null, null, List.of());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMalformedTweetIsStoredOrRejectedWithAReason(boolean isMapped) {
    var malformed = List.of(new MalformedTweet(PoisonKind.ID_IS_LONG, 0, "7"));
    var silent = new PoisonedDelivery("a", isMapped, malformed, Map.of());
    var rejected =
        new PoisonedDelivery("a", isMapped, malformed, Map.of(0, "id must be 1 to 19 digits"));
    var replayStates = Map.of("a", new ReplayState(0, "1 of 2 tweets"));

    assertThat(PoisonedDelivery.unexplained(List.of(silent), Set.of("7"), Map.of())).isEmpty();
    assertThat(PoisonedDelivery.unexplained(List.of(silent), Set.of("8"), Map.of())).hasSize(1);
    // A replay has no answer: only what is recorded counts.
    assertThat(PoisonedDelivery.unexplained(List.of(rejected), Set.of(), Map.of()))
        .hasSize(isMapped ? 0 : 1);
    assertThat(PoisonedDelivery.unexplained(List.of(silent), Set.of(), replayStates))
        .hasSize(isMapped ? 1 : 0);
    assertThat(
            PoisonedDelivery.unexplained(
                List.of(silent), Set.of(), Map.of("a", new ReplayState(0, ""))))
        .hasSize(1);
  }

  @Test
  void aWaitingDeliveryOfAMappedRuleIsReported() {
    assertThat(PoisonedDelivery.waiting(Map.of("a", new ReplayState(0, "unreadable")))).isEmpty();
    assertThat(PoisonedDelivery.waiting(Map.of("a", new ReplayState(2, ""))))
        .containsExactly("2 of rule a");
  }

  @Test
  void aClaimThatLastsTooLongIsReportedUnlessExcused() {
    var claims = new ClaimObserver(Duration.ofMinutes(15));
    claims.observe(minute(0), Set.of(new LotClaim(1, 1), new LotClaim(2, 1)));
    claims.observe(minute(10), Set.of(new LotClaim(1, 1), new LotClaim(2, 2)));
    claims.observe(minute(25), Set.of(new LotClaim(1, 1), new LotClaim(2, 3)));
    Duration lease = Duration.ofMinutes(24);

    assertThat(claims.longerThan(lease, NONE)).singleElement().asString().contains("lot 1 ");
    assertThat(claims.longest(NONE)).isEqualTo(Duration.ofMinutes(25));
    assertThat(claims.longerThan(Duration.ofMinutes(25), NONE)).isEmpty();
    assertThat(claims.longerThan(lease, faultLog(11, 12))).isEmpty();
    assertThat(claims.longerThan(lease, faultLog(26, 27))).hasSize(1);
  }

  @Test
  void delaysOfTheObserverDoNotCountForAClaim() {
    var claims = new ClaimObserver(Duration.ofMinutes(5));
    claims.observe(minute(0), Set.of(new LotClaim(1, 1)));
    claims.observe(minute(5), Set.of(new LotClaim(1, 1)));
    claims.observe(minute(20), Set.of(new LotClaim(1, 1)));

    assertThat(claims.longest(NONE)).isEqualTo(Duration.ofMinutes(10));
  }

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 1);

  @Test
  void anExpiredOrDetachingPartitionIsReported() {
    var kept = new Partition(true, false, 5);

    assertThat(new HistoryPartitions(Map.of(TODAY, kept)).undone(TODAY)).isEmpty();
    assertThat(new HistoryPartitions(Map.of(TODAY.minusDays(1), kept)).undone(TODAY)).hasSize(1);
    assertThat(
            new HistoryPartitions(Map.of(TODAY.minusDays(1), new Partition(false, false, 0)))
                .undone(TODAY))
        .hasSize(1);
    assertThat(new HistoryPartitions(Map.of(TODAY, new Partition(true, true, 0))).undone(TODAY))
        .hasSize(1);
  }

  @Test
  void lostSnapshotsWithinRetentionAreReported() {
    var before = new HistoryPartitions(Map.of(TODAY, new Partition(true, false, 5)));

    assertThat(before.lost(before, TODAY)).isEmpty();
    assertThat(
            new HistoryPartitions(Map.of(TODAY, new Partition(true, false, 6))).lost(before, TODAY))
        .isEmpty();
    assertThat(
            new HistoryPartitions(Map.of(TODAY, new Partition(true, false, 4))).lost(before, TODAY))
        .hasSize(1);
    assertThat(
            new HistoryPartitions(Map.of(TODAY, new Partition(false, false, 5)))
                .lost(before, TODAY))
        .hasSize(1);
    assertThat(new HistoryPartitions(Map.of()).lost(before, TODAY)).hasSize(1);
    assertThat(new HistoryPartitions(Map.of()).lost(before, TODAY.plusDays(1))).isEmpty();
  }

  @Test
  void silenceAfterRedisIsRestoredIsReported() {
    FaultLog restored = faultLog(60, 70);

    assertThat(silent(restored, NONE, tweet(null, 61, 71))).isEmpty();
    assertThat(silent(restored, NONE, tweet(null, 61, 151))).hasSize(1);
    assertThat(silent(restored, NONE, tweet(minute(100), 61))).as("nothing is tracked").isEmpty();
    assertThat(silent(restored, faultLog(75, 145), tweet(null, 61))).as("excused").isEmpty();
  }

  private static List<String> silent(FaultLog restored, FaultLog excuses, TrackedTweet tweet) {
    return TrackedTweet.silentAfter(
        restored, List.of(tweet), Duration.ofMinutes(80), excuses, PROMPT);
  }

  private static CallReconciliation reconcile(TrackedTweet tweet, Call... calls) {
    return CallReconciliation.of(List.of(calls), List.of(tweet), Duration.ofSeconds(1));
  }

  private static TrackedTweet tweet(@Nullable Instant stopped, int... minutes) {
    return new TrackedTweet(
        "7",
        NOON.minusSeconds(3),
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
        List.of(RequestedIds.of(List.of("7"))),
        status == 200 ? List.of("7") : List.of(),
        status,
        0);
  }

  private static FaultLog faultLog(int from, int until) {
    return new FaultLog(
        List.of(new Entry(new Fault.CutConnections(), minute(from), minute(until), "")));
  }

  private static Instant minute(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }
}
