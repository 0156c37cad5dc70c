package io.tidemark.studio.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.jobs.JobWorker;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that wait, are cut off, stopped, or lost to another process. */
@Tag("server")
class RunContinuationTest {

  private final StudioWorld world = new StudioWorld(Map.of());
  private final ScriptedSource instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);

  private long account;

  @BeforeEach
  void begin() {
    world.workspace("brand");
    world.workspace("rivals");
    account = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aThrottledAccountWaitsHoldingNothingAndIsGoneOnWith() {
    world.posts("brand", account, "p", 15);
    Instant until = StudioWorld.NOON.plus(Duration.ofHours(1));
    instagram.accounts.put(
        "i1", call -> call == 2 ? new CallOutcome.Throttled<>(until, "code 4") : null);

    long id = world.start(null);
    Optional<Instant> next = world.pass(instagram).runOnce();

    assertThat(next).contains(until);
    assertThat(world.run(id).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(world.run(id).waitingUntil()).isEqualTo(until);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
    assertThat(world.snapshots()).isEqualTo(10);

    world.clock.set(until);
    world.pass(instagram).runOnce();

    assertThat(world.run(id).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.snapshots()).isEqualTo(15);
  }

  @Test
  void aPauseThatEndsWhileTheRunIsClaimedHoldsItBackNoLonger() {
    long other = world.account("brand", StudioPlatform.INSTAGRAM, "i2");
    world.posts("brand", account, "p", 1);
    world.posts("brand", other, "q", 1);
    Instant until = StudioWorld.NOON.plus(Duration.ofHours(1));
    instagram.accounts.put(
        "i1", call -> call <= 2 ? new CallOutcome.Throttled<>(until, "code 4") : null);
    instagram.meanwhile =
        call ->
            instagram.calls.get(call - 1).account() == other
                ? untilPaused(account)
                    .compose(
                        paused ->
                            PausedRuns.dueNow(world.stores.pool(), "code 4", world.clock.instant()))
                : Future.succeededFuture();

    world.start("brand");
    world.pass(instagram).runOnce();

    assertThat(
            world
                .stores
                .sql("select due_at from timers where kind = 'studio-run'")
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant())
        .isEqualTo(StudioWorld.NOON);
    world.pass(instagram).runOnce();
    assertThat(world.snapshots()).isEqualTo(2);
  }

  private Future<Void> untilPaused(long account) {
    return world
        .stores
        .pool()
        .query("select from studio_accounts where paused_until is not null and id = " + account)
        .execute()
        .compose(rows -> rows.size() > 0 ? Future.succeededFuture() : untilPaused(account));
  }

  @Test
  void anAccountPausedBeyondTheNextRunIsLeftToIt() {
    world.posts("brand", account, "p", 1);
    Instant until = StudioWorld.NOON.plus(Duration.ofDays(2));
    instagram.accounts.put("i1", call -> new CallOutcome.NotSent<>(until, "the month is used up"));

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.items().getFirst().reason()).contains("the month is used up");
    instagram.calls.clear();
    world.clock.advance(Duration.ofHours(6));
    assertThat(world.refresh(instagram).status()).isEqualTo(RunStatus.FAILED);
    assertThat(instagram.calls).isEmpty();
  }

  @Test
  void aRunWhosePodDiedIsGoneOnWithAndNotBegunAgain() {
    world.posts("brand", account, "p", 25);
    long id = world.start(null);
    instagram.meanwhile =
        call ->
            call == 2 ? Future.failedFuture(new IOException("cut off")) : Future.succeededFuture();
    assertThat(catchThrowable(() -> world.pass(instagram).runOnce())).hasMessage("cut off");
    assertThat(world.snapshots()).isEqualTo(10);
    world.stores.sql("update timers set leased_until = now() - interval '1 second'");
    instagram.meanwhile = call -> Future.succeededFuture();

    world.pass(instagram).runOnce();

    assertThat(world.run(id).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.snapshots()).isEqualTo(25);
    assertThat(
            world.stores.number(
                "select max(count) from (select count(*) from studio_social_post_metrics"
                    + " group by social_post_id) per_post"))
        .isEqualTo(1);
  }

  @Test
  void aPodThatLostTheRunWritesNothingAnyMore() {
    world.posts("brand", account, "p", 1);
    long id = world.start(null);
    instagram.meanwhile =
        call ->
            world
                .stores
                .pool()
                .query("update timers set token = token + 1 where kind = 'studio-run'")
                .execute();

    world.pass(instagram).runOnce();

    assertThat(world.snapshots()).isZero();
    assertThat(world.run(id).status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void anAccountRemovedMeanwhileEndsWithoutHarm() {
    world.posts("brand", account, "p", 15);
    instagram.meanwhile = call -> world.accounts.remove(account);

    assertThat(world.refresh(instagram).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.snapshots()).isZero();
  }

  @Test
  void aRunThatIsStoppedIsGivenBackAtOnce() {
    world.posts("brand", account, "p", 15);
    long id = world.start(null);
    JobWorker pass = world.pass(instagram);
    instagram.accounts.put(
        "i1",
        call -> {
          pass.stop(Future.succeededFuture(), JobWorker.TO_FINISH);
          return null;
        });

    pass.runOnce();

    assertThat(world.snapshots()).isEqualTo(10);
    assertThat(world.stores.number("select count(*) from timers where leased_until is null"))
        .isPositive();
    world.pass(instagram).runOnce();
    assertThat(world.run(id).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aSecondRunOverTheSameIsToldOfTheFirst() {
    long all = world.start(null);

    assertThat(await(world.runs.start("manual", null, false)))
        .isEqualTo(new StartResult.UnderWay(all));
    assertThat(await(world.runs.start("cron", "brand", false)))
        .isEqualTo(new StartResult.UnderWay(all));
    assertThat(await(world.runs.start("cron", "nowhere", false)))
        .isEqualTo(new StartResult.NoWorkspace("nowhere"));
  }

  @Test
  void aRunForAllLeavesAnAccountToTheRunThatHasIt() {
    world.posts("brand", account, "p", 1);
    long own = world.start("brand");
    long all = world.start(null);

    assertThat(world.run(all).items())
        .extracting(Run.Item::status, Run.Item::reason)
        .containsExactly(tuple("skipped", "run " + own + " has it"));
    world.pass(instagram).runOnce();
    world.pass(instagram).runOnce();
    assertThat(world.run(own).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.snapshots()).isEqualTo(1);
  }
}
