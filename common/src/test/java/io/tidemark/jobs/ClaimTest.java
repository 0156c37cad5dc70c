package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@Tag("server")
class ClaimTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LEASE = Duration.ofHours(1);

  private static TestFoundation app;

  private String kind;
  private JobStore timers;
  private JobStore otherProcess;

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void kindOfItsOwn(TestInfo test) {
    kind = test.getDisplayName();
    timers = new JobStore(app.pool(), kind, LEASE, ClaimOwner.NONE);
    otherProcess = new JobStore(app.pool(), kind, LEASE, ClaimOwner.NONE);
  }

  @Test
  void onlyWhatIsDueIsClaimedTheLongestOverdueFirst() {
    schedule(1, NOON);
    schedule(2, NOON.minusSeconds(60));
    schedule(3, NOON.plusNanos(1_000));
    schedule(4, NOON.minusSeconds(86_400));

    List<Claim> claims = await(timers.claim(NOON, 10));

    assertThat(claims)
        .containsExactly(
            new Claim(4, NOON.minusSeconds(86_400), 1),
            new Claim(2, NOON.minusSeconds(60), 1),
            new Claim(1, NOON, 1));
  }

  @Test
  void aClaimTakesAtMostItsLimitAndLeavesTheYoungest() {
    for (int subject = 1; subject <= 5; subject++) {
      schedule(subject, NOON.minusSeconds(subject));
    }

    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(5L, 4L);
    assertThat(subjects(await(otherProcess.claim(NOON, 2)))).containsExactly(3L, 2L);
    assertThat(subjects(await(timers.claim(NOON, 2)))).containsExactly(1L);
  }

  @Test
  void timersOfAnotherKindAreNobodysBusiness() {
    await(new JobSchedule(kind + "!").schedule(app.pool(), 1, NOON));

    assertThat(await(timers.claim(NOON, 10))).isEmpty();
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).isEmpty();
  }

  @Test
  void whatIsLeasedIsNotClaimedAgain() {
    schedule(1, NOON);
    await(timers.claim(NOON, 10));

    assertThat(await(otherProcess.claim(NOON.plusSeconds(864_000), 10))).isEmpty();
    assertThat(await(timers.claim(NOON.plusSeconds(864_000), 10))).isEmpty();
  }

  @Test
  void aTimerWhoseLeaseRanOutIsClaimedAgainWithAGreaterToken() {
    schedule(1, NOON);
    Claim first = await(timers.claim(NOON, 10)).get(0);
    endLeases();

    Claim second = await(otherProcess.claim(NOON, 10)).get(0);

    assertThat(second.subject()).isEqualTo(1);
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(await(timers.claim(NOON, 10))).isEmpty();
  }

  @Test
  void aLeaseLastsAsLongAsItWasGiven() {
    schedule(1, NOON);

    await(timers.claim(NOON, 10));

    assertThat(secondsLeased()).isBetween(LEASE.toSeconds() - 60, LEASE.toSeconds());
  }

  @Test
  void aRenewedClaimStands() {
    schedule(1, NOON);
    List<Claim> claims = await(timers.claim(NOON, 10));
    endLeases();

    assertThat(await(timers.renew(claims))).isEqualTo(1);

    assertThat(await(otherProcess.claim(NOON, 10))).isEmpty();
    assertThat(secondsLeased()).isBetween(LEASE.toSeconds() - 60, LEASE.toSeconds());
  }

  @Test
  void renewingAClaimThatWasTakenOverDoesNothing() {
    schedule(1, NOON);
    schedule(2, NOON);
    List<Claim> late = await(timers.claim(NOON, 10));
    endLeaseOf(1);
    List<Claim> taken = await(otherProcess.claim(NOON, 10));
    endLeases();

    assertThat(await(timers.renew(late))).isEqualTo(1);

    assertThat(subjects(taken)).containsExactly(1L);
    assertThat(subjects(await(otherProcess.claim(NOON, 10)))).containsExactly(1L);
  }

  @Test
  void aReleasedClaimIsThereForOthersAtOnce() {
    schedule(1, NOON);
    List<Claim> claims = await(timers.claim(NOON, 10));

    await(timers.release(claims));

    assertThat(await(otherProcess.claim(NOON, 10))).containsExactly(new Claim(1, NOON, 2));
  }

  @Test
  void releasingAClaimThatWasTakenOverDoesNotFreeIt() {
    schedule(1, NOON);
    List<Claim> late = await(timers.claim(NOON, 10));
    endLeases();
    await(otherProcess.claim(NOON, 10));

    await(timers.release(late));

    assertThat(await(timers.claim(NOON, 10))).isEmpty();
  }

  @Test
  void aTimerThatExistsKeepsItsDueTime() {
    schedule(1, NOON);
    schedule(1, NOON.minusSeconds(60));
    schedule(1, NOON.plusSeconds(60));

    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON);
  }

  @Test
  void aTimerGoesWithTheTransactionThatScheduledIt() {
    assertThatThrownBy(
            () ->
                await(
                    app.pool()
                        .withTransaction(
                            connection ->
                                new JobSchedule(kind)
                                    .schedule(connection, 1, NOON)
                                    .compose(done -> Future.failedFuture("no such zone")))))
        .hasMessage("no such zone");

    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).isEmpty();
  }

  @Test
  void whatIsNextIsTheOldestThatNobodyHolds() {
    schedule(1, NOON.minusSeconds(60));
    schedule(2, NOON.plusSeconds(60));
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON.minusSeconds(60));

    await(timers.claim(NOON, 10));
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON.plusSeconds(60));

    endLeases();
    assertThat(await(timers.next(NOON)).map(JobStore.Next::dueAt)).contains(NOON.minusSeconds(60));
  }

  private void schedule(long subject, Instant dueAt) {
    await(new JobSchedule(kind).schedule(app.pool(), subject, dueAt));
  }

  private void endLeases() {
    app.sql(
        "update timers set leased_until = clock_timestamp() - interval '1 second' where kind = '%s'"
            .formatted(kind));
  }

  private void endLeaseOf(long subject) {
    app.sql(
        """
        update timers set leased_until = clock_timestamp() - interval '1 second'
        where kind = '%s' and subject = %d
        """
            .formatted(kind, subject));
  }

  private long secondsLeased() {
    return app.number(
        "select extract(epoch from leased_until - clock_timestamp())::bigint from timers where kind = '%s'"
            .formatted(kind));
  }

  private static List<Long> subjects(List<Claim> claims) {
    return claims.stream().map(Claim::subject).toList();
  }
}
