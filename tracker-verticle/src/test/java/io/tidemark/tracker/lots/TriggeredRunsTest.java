package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.AppContext;
import io.tidemark.boot.TestFoundation;
import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RunDue;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.JobStore;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class TriggeredRunsTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final TriggeredRuns runs = new TriggeredRuns(world.stores.app(), world.poller());
  private SimulatedTweet alive;
  private SimulatedTweet still;
  private long lot;

  @BeforeEach
  void aLotArrives() {
    world.zone("brand", Cadence.HOURLY_LOT);
    alive = world.post(growing(60));
    still = world.post(dead());
    lot = world.deliver("brand", List.of(alive, still)).lotId();
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void whatIsDueRunsAndIsCounted() {
    world.clock.set(hour(1));

    assertThat(runs.runDue(all(100))).isEqualTo(new Ran(true, 2, 0, 0, 1, null));
    assertThat(runs.runDue(all(100))).isEqualTo(Ran.NOTHING);

    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void nothingRunsThatIsNotDue() {
    world.clock.set(hour(1).minusSeconds(1));

    assertThat(runs.runDue(all(100))).isEqualTo(Ran.NOTHING);

    assertThat(world.calls()).isZero();
  }

  @Test
  void theLimitIsInTweetsAndWhatIsLeftStaysDue() {
    for (int i = 0; i < 4; i++) {
      world.deliver("brand", world.post(3, growing(60)));
    }
    world.clock.set(hour(1));

    assertThat(runs.runDue(all(7)).updated()).isEqualTo(7);
    assertThat(world.snapshots()).isEqualTo(7);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
    assertThat(runs.runDue(all(100)).updated()).isEqualTo(7);
    assertThat(world.snapshots()).isEqualTo(14);
  }

  @Test
  void aLotThatIsLargerThanTheLimitIsRunInParts() {
    world.deliver("brand", world.post(25, growing(60)));
    world.clock.set(hour(1));

    assertThat(runs.runDue(all(10)).updated()).isEqualTo(10);
    assertThat(runs.runDue(all(10)).updated()).isEqualTo(10);
    assertThat(runs.runDue(all(10)).updated()).isEqualTo(7);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_tracking where update_count <> 1"))
        .isZero();
  }

  @Test
  void onlyLotsOfTheZonesAskedForRun() {
    world.zone("rivals", Cadence.HOURLY_LOT);
    world.deliver("rivals", world.post(3, growing(60)));
    world.clock.set(hour(1));

    assertThat(runs.runDue(new RunDue(100, List.of("rivals"))).updated()).isEqualTo(3);
    assertThat(runs.runDue(new RunDue(100, List.of()))).isEqualTo(Ran.NOTHING);
    assertThat(world.tracking(alive).getInteger("update_count")).isZero();
  }

  @Test
  void whatAnotherHoldsIsLeftToIt() {
    world.clock.set(hour(1));
    await(
        new JobStore(world.stores.pool(), Lots.TIMER, Duration.ofMinutes(1), ClaimOwner.NONE)
            .claim(hour(1), 10));

    assertThat(runs.runDue(all(100))).isEqualTo(Ran.NOTHING);
    assertThat(runs.runLot(round(1))).isEqualTo(new Ran(true, 0, 0, 2, 0, hour(1)));

    assertThat(world.calls()).isZero();
  }

  @Test
  void whatThePlatformDoesNotAnswerForIsAnErrorAndWaits() {
    world.simulator.change(s -> s.status(503));
    world.clock.set(hour(1));

    assertThat(runs.runDue(all(100))).isEqualTo(new Ran(true, 0, 2, 0, 0, null));
    assertThat(world.tracking(alive).getString("stop_reason")).isNull();
  }

  @Test
  void aLotRunsAlthoughItIsNotDueAndItsRoundIsNotPolledAgain() {
    world.clock.set(hour(1).minusSeconds(90));

    assertThat(runs.runLot(round(1))).isEqualTo(new Ran(true, 2, 0, 0, 1, hour(2)));

    world.clock.set(hour(1));
    assertThat(world.pass().runDue()).isZero();
    assertThat(world.snapshots()).isEqualTo(2);
    world.clock.set(hour(2));
    world.pass().runDue();
    assertThat(world.tracking(alive).getInteger("update_count")).isEqualTo(2);
  }

  @Test
  void theSameTriggerTwiceRunsOnce() {
    world.clock.set(hour(1).plusSeconds(5));
    runs.runLot(round(1));

    assertThat(runs.runLot(round(1))).isEqualTo(new Ran(true, 0, 0, 2, 0, hour(2)));

    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
  }

  @Test
  void theSameTriggerTwiceRunsOnceHoweverFarTheLotLags() {
    world.clock.set(hour(4));

    for (int time = 0; time < 5; time++) {
      runs.runLot(round(4));
    }
    runs.runLot(round(3));

    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(2);
    for (int hour = 5; hour <= 6; hour++) {
      world.clock.set(hour(hour));
      runs.runLot(round(hour));
      runs.runLot(round(hour));
      world.pass().runDue();
    }
    assertThat(world.tracking(alive).getInteger("update_count")).as("4 h, 5 h, 6 h").isEqualTo(3);
  }

  @Test
  void aTriggerWhosePollWasNotAnsweredMayBeRepeated() {
    world.simulator.change(s -> s.status(503));
    world.clock.set(hour(4));
    assertThat(runs.runLot(round(4)).errors()).isEqualTo(2);
    world.simulator.use(PlatformFaults.none());
    world.stores.sql("delete from upstream_pauses");

    assertThat(runs.runLot(round(4)).updated()).isEqualTo(2);
  }

  @Test
  void anEndingProcessWaitsForItsRuns() throws Exception {
    var asked = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    TriggeredRuns slow = slow(world.stores.app(), asked, thaw);
    world.clock.set(hour(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var run = threads.submit(() -> slow.runDue(all(100)));
      await(asked.future());
      var end = slow.end();
      assertThat(end.isComplete()).isFalse();

      thaw.complete();

      await(end);
      assertThat(run.get().updated()).isEqualTo(2);
    }
    assertThat(world.snapshots()).isEqualTo(2);
  }

  /** The process ends before the platform answers. */
  @Test
  void whoCallsIsToldWhenARunIsGivenBackAndNoFurtherOneBegins() {
    var asked = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    TriggeredRuns slow = slow(world.stores.app(), asked, thaw);
    world.clock.set(hour(1));
    Vertx vertx = world.stores.vertx();
    var verticle = new TriggersVerticle(slow);
    await(
        vertx.deployVerticle(
            verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    Future<Ran> caller =
        RequestReply.RUN_DUE.ask(vertx.eventBus(), all(100), Duration.ofMinutes(1));
    await(asked.future());

    await(slow.end(Duration.ofMillis(1)));

    assertThat(catchThrowable(() -> await(caller)))
        .isInstanceOf(RequestReply.NoReplyException.class)
        .hasMessageContaining("is ending");
    assertThat(
            catchThrowable(
                () ->
                    await(
                        RequestReply.RUN_LOT.ask(
                            vertx.eventBus(), round(1), Duration.ofMinutes(1)))))
        .isInstanceOf(RequestReply.NoReplyException.class);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
    assertThat(runs.runDue(all(100)).updated()).as("what was given back").isEqualTo(2);
    thaw.complete();
  }

  @Test
  void aRunThatMayFinishBeginsNoFurtherPart() throws Exception {
    world.deliver("brand", world.post(3, growing(60)));
    var asked = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    world.clock.set(hour(1));
    var oneByOne = Map.of("TIDEMARK_TRACKER_BATCH", "1");
    try (var pod = TestFoundation.on(world.stores.postgresUrl(), world.clock, oneByOne);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TriggeredRuns slow = slow(pod.app(), asked, thaw);
      var run = threads.submit(() -> slow.runDue(all(100)));
      await(asked.future());
      var end = slow.end();
      thaw.complete();

      await(end);

      assertThat(run.get().updated()).as("of the first lot").isEqualTo(2);
    }
  }

  @Test
  void aTriggerThatComesAfterTheTimerFindsNothingToDo() {
    world.clock.set(hour(1));
    world.pass().runDue();

    assertThat(runs.runLot(round(1)).updated()).isZero();

    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void onlyTheTweetsAskedForRun() {
    world.clock.set(hour(1));
    long id = world.id(alive);

    assertThat(runs.runLot(new RunLot(lot, "brand", List.of(id, 999L), 1)))
        .isEqualTo(new Ran(true, 1, 0, 1, 0, hour(1)));

    assertThat(world.tracking(still).getInteger("update_count")).isZero();
  }

  @Test
  void aLotOfAnotherZoneIsNotFound() {
    world.zone("rivals", Cadence.HOURLY_LOT);

    assertThat(runs.runLot(new RunLot(lot, "rivals", null, 1)).found()).isFalse();
    assertThat(runs.runLot(new RunLot(lot + 1, "brand", null, 1)).found()).isFalse();
  }

  @Test
  void aLotThatHasFinishedIsLeftAlone() {
    world.clock.set(hour(6));
    world.pass().runDue();

    assertThat(runs.runLot(round(2))).isEqualTo(new Ran(true, 0, 0, 2, 0, null));
  }

  /** Runs whose platform answers when it is let to. */
  private TriggeredRuns slow(AppContext app, Promise<Void> asked, Promise<Void> thaw) {
    return new TriggeredRuns(
        app,
        world.poller(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> {
                  asked.tryComplete();
                  return thaw.future();
                })));
  }

  private RunDue all(int limit) {
    return new RunDue(limit, null);
  }

  private RunLot round(int number) {
    return new RunLot(lot, "brand", null, number);
  }

  private static Instant hour(int hours) {
    return START.plus(Duration.ofHours(hours));
  }
}
