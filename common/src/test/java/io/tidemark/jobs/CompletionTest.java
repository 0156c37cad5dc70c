package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@Tag("server")
class CompletionTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant ONE = NOON.plusSeconds(3_600);

  private static TestFoundation app;

  private String kind;
  private JobStore timers;
  private JobStore otherProcess;

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
    app.sql("create table written (kind text, subject bigint)");
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void threeDueTimersOfAKindOfItsOwn(TestInfo test) {
    kind = test.getDisplayName();
    timers = new JobStore(app.pool(), kind, Duration.ofHours(1), ClaimOwner.NONE);
    otherProcess = new JobStore(app.pool(), kind, Duration.ofHours(1), ClaimOwner.NONE);
    for (long subject = 1; subject <= 3; subject++) {
      await(new JobSchedule(kind).schedule(app.pool(), subject, NOON.minusSeconds(10 - subject)));
    }
  }

  @Test
  void aCompletedTimerIsDueAgainOrGone() {
    List<Claim> claims = await(timers.claim(NOON, 10));

    await(
        timers.complete(
            app.pool(),
            List.of(
                done(claims.get(0), ONE), done(claims.get(1), null), done(claims.get(2), ONE))));

    assertThat(app.number("select count(*) from timers where kind = '%s'".formatted(kind)))
        .isEqualTo(2);
    assertThat(await(otherProcess.claim(NOON, 10))).isEmpty();
    assertThat(await(otherProcess.claim(ONE, 10)))
        .containsExactlyInAnyOrder(new Claim(1, ONE, 2), new Claim(3, ONE, 2));
  }

  @Test
  void completingNothingIsNoMistake() {
    await(timers.complete(app.pool(), List.of()));

    assertThat(await(timers.claim(NOON, 10))).hasSize(3);
  }

  @Test
  void onlyClaimsThatStillStandAreHeld() {
    List<Claim> claims = await(timers.claim(NOON, 10));
    endLeaseOf(2);
    await(otherProcess.claim(NOON, 10));

    Set<Long> held =
        await(app.pool().withTransaction(transaction -> timers.lockClaims(transaction, claims)));

    assertThat(held).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void aClaimWhoseLeaseRanOutStandsUntilSomebodyTakesIt() {
    List<Claim> claims = await(timers.claim(NOON, 10));
    endLeaseOf(2);

    Set<Long> held =
        await(
            app.pool()
                .withTransaction(
                    transaction ->
                        timers
                            .lockClaims(transaction, claims)
                            .compose(
                                standing ->
                                    // The lease ran out, but its writer was here first.
                                    otherProcess
                                        .claim(NOON, 10)
                                        .map(
                                            taken -> {
                                              assertThat(taken).isEmpty();
                                              return standing;
                                            }))));

    assertThat(held).containsExactlyInAnyOrder(1L, 2L, 3L);
  }

  @Test
  void aLateWriterLeavesNothingBehind() {
    List<Claim> claims = await(timers.claim(NOON, 10));
    endLeaseOf(2);
    Claim taken = await(otherProcess.claim(NOON, 10)).get(0);

    assertThatThrownBy(() -> await(writeAndComplete(claims)))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageStartingWith("1 claims of kind %s were taken over".formatted(kind));

    assertThat(written()).isZero();
    assertThat(await(timers.renew(claims))).as("claims that stand as before").isEqualTo(2);
    assertThat(await(otherProcess.renew(List.of(taken)))).isEqualTo(1);
  }

  @Test
  void aTimerThatSomebodyElseFinishedCannotBeCompleted() {
    List<Claim> claims = await(timers.claim(NOON, 1));
    endLeaseOf(1);
    List<Claim> taken = await(otherProcess.claim(NOON, 1));
    await(otherProcess.complete(app.pool(), List.of(done(taken.get(0), null))));

    assertThatThrownBy(() -> await(writeAndComplete(claims)))
        .isInstanceOf(LeaseLostException.class);

    assertThat(written()).isZero();
    assertThat(await(otherProcess.claim(ONE, 10)))
        .extracting(Claim::subject)
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void whatAProcessClaimedBeforeItDiedComesBack() {
    await(timers.claim(NOON, 10));
    assertThat(await(otherProcess.claim(NOON, 10))).isEmpty();

    endLeaseOf(1);
    endLeaseOf(2);
    endLeaseOf(3);

    List<Claim> claims = await(otherProcess.claim(NOON, 10));
    await(writeAndComplete(claims));
    assertThat(written()).isEqualTo(3);
  }

  @Test
  void aConnectionCutBeforeItsCommitLeavesTheClaimsToTheirLease() {
    List<Claim> claims = await(timers.claim(NOON, 10));
    SqlConnection connection = await(app.pool().getConnection());
    await(connection.begin());
    await(write(connection, claims));
    await(timers.complete(connection, claims.stream().map(claim -> done(claim, ONE)).toList()));

    int session =
        await(connection.query("select pg_backend_pid()").execute())
            .iterator()
            .next()
            .getInteger(0);
    app.sql("select pg_terminate_backend(%d, 10000)".formatted(session));

    assertThat(written()).isZero();
    assertThat(await(otherProcess.claim(ONE, 10))).as("leased as before").isEmpty();
    assertThat(await(timers.renew(claims))).isEqualTo(3);
  }

  private Future<Void> writeAndComplete(List<Claim> claims) {
    return app.pool()
        .withTransaction(
            connection ->
                write(connection, claims)
                    .compose(
                        wrote ->
                            timers.complete(
                                connection,
                                claims.stream().map(claim -> done(claim, ONE)).toList())));
  }

  private Future<?> write(SqlConnection connection, List<Claim> claims) {
    return connection
        .query(
            "insert into written select '%s', generate_series(1, %d)"
                .formatted(kind, claims.size()))
        .execute();
  }

  private long written() {
    return app.number("select count(*) from written where kind = '%s'".formatted(kind));
  }

  private void endLeaseOf(long subject) {
    app.sql(
        """
        update timers set leased_until = clock_timestamp() - interval '1 second'
        where kind = '%s' and subject = %d
        """
            .formatted(kind, subject));
  }

  private static Completion done(Claim claim, Instant next) {
    return new Completion(claim.subject(), claim.token(), next);
  }
}
