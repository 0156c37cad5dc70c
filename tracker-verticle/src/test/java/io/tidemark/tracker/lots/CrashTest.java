package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.jobs.JobWorker;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that dies, freezes or loses its connection anywhere between claim and commit. */
@Tag("server")
@ParameterizedClass
@EnumSource(
    value = Cadence.class,
    names = {"HOURLY_LOT", "ADAPTIVE"})
class CrashTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Cadence cadence;

  /** Within this time both tweets are due again. */
  private final Duration round;

  private SimulatedTweet tweet;

  CrashTest(Cadence cadence) {
    this.cadence = cadence;
    this.round = Duration.ofHours(cadence == Cadence.ADAPTIVE ? 12 : 1);
  }

  @BeforeEach
  void aLotIsDue() {
    world.zone("brand", cadence);
    tweet = world.post(growing(10));
    world.deliver("brand", List.of(tweet, world.post(dead())));
    world.clock.advance(round);
  }

  @AfterEach
  void end() {
    threads.close();
    world.close();
  }

  @Test
  void killedBeforeTheWriteTheRoundIsPolledAgainAndWrittenOnce() {
    JobWorker dying = passThatAfterTheAnswer(() -> Future.failedFuture("killed"));
    assertThatThrownBy(dying::runDue).hasMessageContaining("killed");
    assertThat(world.snapshots()).isZero();
    assertThat(world.pass().runDue()).as("while the lease stands").isZero();

    world.letLeasesRunOut();
    assertThat(world.pass().runDue()).isEqualTo(1);

    assertThat(world.snapshots()).isEqualTo(2);
    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(1);
  }

  @Test
  void whatWasLeftUndoneDoesNotWaitForCompanyAgain() {
    JobWorker dying = passThatAfterTheAnswer(() -> Future.failedFuture("killed"));
    assertThatThrownBy(dying::runDue).hasMessageContaining("killed");
    world.letLeasesRunOut();

    // Due this very moment, and so for a lot that nobody had claimed it would be too soon.
    world.pass().runOnce();

    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aWriterThatWakesAfterItsLeaseIsFenced() throws Exception {
    var answered = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    JobWorker frozen =
        passThatAfterTheAnswer(
            () -> {
              answered.tryComplete();
              return thaw.future();
            });
    CompletableFuture<Integer> late = CompletableFuture.supplyAsync(frozen::runDue, threads);
    await(answered.future());

    world.letLeasesRunOut();
    assertThat(world.pass().runDue()).isEqualTo(1);
    long likes = world.tracking(tweet).getLong("like_count");
    world.clock.advance(Duration.ofMinutes(30));
    thaw.complete();
    late.get(20, SECONDS);

    assertThat(world.snapshots()).isEqualTo(2);
    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(1);
    assertThat(world.tracking(tweet).getLong("like_count")).isEqualTo(likes);
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isEqualTo(1);
  }

  @Test
  void aLateWriterIsFencedEvenWhenTheLotIsAlreadyInItsNextRound() throws Exception {
    var answered = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    JobWorker frozen =
        passThatAfterTheAnswer(
            () -> {
              answered.tryComplete();
              return thaw.future();
            });
    CompletableFuture<Integer> late = CompletableFuture.supplyAsync(frozen::runDue, threads);
    await(answered.future());
    world.letLeasesRunOut();
    world.pass().runDue();
    world.clock.advance(round);
    world.pass().runDue();

    thaw.complete();
    late.get(20, SECONDS);

    assertThat(rounds()).containsExactly(1, 2);
  }

  @Test
  void theRoundFencesEvenAWriterWhoseClaimStands() {
    // Two polls of one round at once, as a manual refresh or a second lot of a tweet could be: the
    // tracking row has moved on when the second comes to write.
    JobWorker second =
        passThatAfterTheAnswer(
            () ->
                world
                    .stores
                    .pool()
                    .query("update twitter_engagement_tracking set update_count = update_count + 1")
                    .execute()
                    .mapEmpty());

    second.runDue();

    assertThat(world.snapshots()).isZero();
  }

  @Test
  void aConnectionCutInTheMiddleOfTheWriteLeavesNothingHalfDone() {
    world.stores.sql(
        """
        create function cut() returns trigger language plpgsql as $$
        begin
          perform pg_terminate_backend(pg_backend_pid());
          return new;
        end $$
        """);
    world.beforeEverySnapshot("cut()");
    JobWorker ending = world.pass();
    await(ending.release()); // whoever must end now does not write again

    assertThatThrownBy(ending::runDue)
        .satisfies(problem -> assertThat(DatabaseErrors.isPassing(problem)).isTrue());
    world.stores.untilThePoolHasNoticed();
    assertThat(world.snapshots()).isZero();
    assertThat(world.tracking(tweet).getInteger("update_count")).isZero();
    assertThat(world.tracking(tweet).getLong("like_count")).isZero();

    world.letSnapshotsBe();
    world.letLeasesRunOut();
    world.pass().runDue();
    assertThat(rounds()).containsExactly(1);
  }

  @Test
  void aWriteThatDoesNotFindItsRowsWritesNothing() {
    world.stores.sql(
        """
        create function skip() returns trigger language plpgsql as $$
        begin
          return null;
        end $$
        """);
    world.stores.sql(
        "create trigger skip before update on twitter_engagement_tracking"
            + " for each row execute function skip()");

    world.pass().runDue();

    assertThat(world.snapshots()).isZero();
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .contains("locked rows were not where they had been");
    world.stores.sql("drop trigger skip on twitter_engagement_tracking");
    world.clock.set(
        world
            .stores
            .sql("select due_at from timers where kind = 'lot'")
            .getFirst()
            .getOffsetDateTime(0)
            .toInstant());
    world.pass().runDue();
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aWriteThatACutInterruptedIsRetriedAndNothingIsPaidTwice() {
    world.stores.sql("create sequence cuts");
    world.stores.sql(
        """
        create function cut() returns trigger language plpgsql as $$
        begin
          if nextval('cuts') <= 2 then
            perform pg_terminate_backend(pg_backend_pid());
          end if;
          return new;
        end $$
        """);
    world.beforeEverySnapshot("cut()");

    assertThat(world.pass().runDue()).isEqualTo(1);

    world.stores.untilThePoolHasNoticed();
    assertThat(world.calls()).isEqualTo(1);
    assertThat(rounds()).containsExactly(1);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aThresholdThatCannotBeComputedCostsNoAnswer() {
    world.stores.sql("alter table engagement_tallies rename to hidden");

    world.pass().runDue();

    world.stores.sql("alter table hidden rename to engagement_tallies");
    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(2);
    assertThat(world.tracking(tweet).getString("last_decision"))
        .isEqualTo(cadence == Cadence.ADAPTIVE ? "worth_a_poll" : "delta_positive");
  }

  @Test
  void twoTrackersOnOneDatabaseShareFiveHundredLotsWithNoneTwice() throws Exception {
    for (int i = 0; i < 500; i++) {
      world.deliver("brand", world.post(3, growing(10)));
    }
    world.clock.advance(round);
    world.simulator.meter().reset();
    try (TestFoundation other = world.anotherPod()) {
      JobWorker here = world.pass();
      JobWorker there = world.pass(other.app(), TweetSources.of(other.app()));
      CompletableFuture<Integer> first =
          CompletableFuture.supplyAsync(() -> runUntilNothingIsDue(here), threads);
      CompletableFuture<Integer> second =
          CompletableFuture.supplyAsync(() -> runUntilNothingIsDue(there), threads);

      assertThat(first.get(60, SECONDS) + second.get(60, SECONDS)).isEqualTo(501);
      assertThat(first.get()).isPositive();
      assertThat(second.get()).isPositive();
    }

    assertThat(
            world.simulator.meter().recordedCalls().stream()
                .flatMap(call -> call.ids().stream())
                .toList())
        .doesNotHaveDuplicates()
        .hasSize(1_502);
    assertThat(
            world.stores.number(
                "select count(*) from (select tweet_id, round from twitter_engagement_history"
                    + " group by tweet_id, round having count(*) > 1) doubled"))
        .isZero();
    assertThat(world.snapshots()).isEqualTo(1_502);
  }

  private static int runUntilNothingIsDue(JobWorker pass) {
    int total = 0;
    int claimed;
    do {
      claimed = pass.runDue();
      total += claimed;
    } while (claimed > 0);
    return total;
  }

  private List<Integer> rounds() {
    return world
        .stores
        .sql(
            "select round from twitter_engagement_history h join twitter_tweets t on t.id ="
                + " h.tweet_id where t.tweet_id = '"
                + tweet.id()
                + "' order by snapshot_at")
        .stream()
        .map(row -> row.getInteger("round"))
        .toList();
  }

  private JobWorker passThatAfterTheAnswer(Supplier<Future<Void>> happens) {
    return world.pass(world.stores.app(), world.sourceThatAfterTheAnswer(happens));
  }
}
