package io.tidemark.tracker.refresh;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.tidemark.boot.TestFoundation;
import io.tidemark.contract.Message.RefreshResult;
import io.tidemark.contract.Message.Refreshed;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several who want the same tweet at about the same time: people, pods, and the lot's own poll. */
@Tag("server")
class SharedRefreshTest {

  /** Where nobody listens. */
  private static final String NO_REDIS = "redis://127.0.0.1:1";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private TrackerWorld world;
  private SimulatedTweet tweet;

  @AfterEach
  void end() {
    threads.close();
    world.close();
  }

  private void begin(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    world.zone("brand", Cadence.HOURLY_LOT);
    tweet = world.post(growing(60));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(10));
  }

  private Refreshes refreshes(TestFoundation pod) {
    return world.refreshes(pod.app(), TweetSources.of(pod.app()));
  }

  /** At once, on the pods in turn. */
  private List<Refreshed> fiftyPresses(List<Refreshes> pods) {
    List<Future<Refreshed>> asked = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      asked.add(pods.get(i % pods.size()).refresh(world.id(tweet)));
    }
    return asked.stream().map(TestFoundation::await).toList();
  }

  @Test
  void fiftyRequestsOnTwoProcessesCostOneCallAndGetOneAnswer() {
    begin(Map.of());
    world.simulator.change(s -> s.latencyMillis(200));
    try (TestFoundation other = world.anotherPod()) {
      List<Refreshes> pods = List.of(refreshes(world.stores), refreshes(other));
      var answers = new HashSet<>(fiftyPresses(pods));

      assertThat(answers).hasSize(1);
      assertThat(answers.iterator().next().result()).isEqualTo(RefreshResult.READ);
    }
    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(1);
  }

  @Test
  void allWhoPressAtOnceOnAStoppedTweetThatMovedAreToldThatItIsBack() {
    begin(Map.of());
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = null,"
            + " stop_reason = 'no_change_below_threshold', stopped_at = now()");
    world.simulator.change(s -> s.latencyMillis(200));
    try (TestFoundation other = world.anotherPod()) {
      List<Refreshes> pods = List.of(refreshes(world.stores), refreshes(other));
      assertThat(fiftyPresses(pods)).allMatch(Refreshed::revived);
      assertThat(await(pods.get(1).refresh(world.id(tweet))).revived()).isTrue();
    }
    assertThat(world.snapshots()).isEqualTo(1);
  }

  @Test
  void aRequestWithinFifteenSecondsGetsTheSameAnswer() {
    begin(Map.of());
    Refreshed first = await(refreshes(world.stores).refresh(world.id(tweet)));
    world.clock.advance(Duration.ofSeconds(10));

    try (TestFoundation other = world.anotherPod()) {
      assertThat(await(refreshes(other).refresh(world.id(tweet)))).isEqualTo(first);
    }

    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(1);
    assertThat(Long.parseLong(world.stores.redis("PTTL", key())))
        .isPositive()
        .isLessThanOrEqualTo(15_000);
  }

  @Test
  void afterThatThePlatformIsAskedAgain() {
    begin(Map.of());
    await(refreshes(world.stores).refresh(world.id(tweet)));
    world.stores.redis("DEL", key()); // the fifteen seconds are over
    world.clock.advance(Duration.ofSeconds(20));

    await(refreshes(world.stores).refresh(world.id(tweet)));

    assertThat(world.calls()).isEqualTo(2);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aProcessThatDiesWhileItAsksDelaysTheOthersOnlyForSoLong() {
    begin(Map.of());
    world.stores.redis("SET", key(), "asked-by:a pod that is dead", "PX", "300");

    Refreshed answer = await(refreshes(world.stores).refresh(world.id(tweet)));

    assertThat(answer.result()).isEqualTo(RefreshResult.READ);
    assertThat(world.calls()).isEqualTo(1);
  }

  @Test
  void aCallThatOutlastsItsKeyTakesNothingFromTheNextAsker() {
    begin(Map.of());
    Refreshes slow =
        world.refreshes(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> onRedis("SET", key(), "asked-by:another", "PX", "30000").mapEmpty()));

    assertThat(await(slow.refresh(world.id(tweet))).result()).isEqualTo(RefreshResult.READ);

    assertThat(world.stores.redis("GET", key())).isEqualTo("asked-by:another");
  }

  @Test
  void aClaimHoldsAsLongAsACallWithAllItsTriesMayTake() {
    begin(Map.of("TIDEMARK_UPSTREAM_TIMEOUT", "60s", "TIDEMARK_UPSTREAM_TRIES", "2"));
    List<Long> holds = new ArrayList<>();
    Refreshes refreshes =
        world.refreshes(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () ->
                    onRedis("PTTL", key())
                        .map(
                            left -> {
                              holds.add(left.toLong());
                              return null;
                            })));

    await(refreshes.refresh(world.id(tweet)));

    assertThat(holds).singleElement(LONG).isBetween(120_500L, 125_500L);
  }

  @Test
  void withoutRedisEachProcessAsksOnce() {
    begin(Map.of("TIDEMARK_REDIS_URL", NO_REDIS));
    try (TestFoundation other = world.anotherPod()) {
      for (Refreshes pod : List.of(refreshes(world.stores), refreshes(other))) {
        List<Future<Refreshed>> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          asked.add(pod.refresh(world.id(tweet)));
        }
        asked.forEach(answer -> assertThat(await(answer).result()).isEqualTo(RefreshResult.READ));
        assertThat(await(pod.refresh(world.id(tweet))).result()).isEqualTo(RefreshResult.READ);
      }
    }

    assertThat(world.calls()).isEqualTo(2);
    assertThat(world.snapshots()).as("of two readings of the same moment").isEqualTo(1);
  }

  @Test
  void withoutRedisAProcessSharesItsAnswerForFifteenSeconds() {
    begin(Map.of("TIDEMARK_REDIS_URL", NO_REDIS));
    var real = new AtomicLong();
    Refreshes pod =
        world.refreshes(world.stores.app(), TweetSources.of(world.stores.app()), real::get);
    Refreshed first = await(pod.refresh(world.id(tweet)));

    pass(real, Duration.ofMillis(14_999));
    assertThat(await(pod.refresh(world.id(tweet)))).isEqualTo(first);
    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(1);

    pass(real, Duration.ofMillis(1));
    assertThat(await(pod.refresh(world.id(tweet))).result()).isEqualTo(RefreshResult.READ);
    assertThat(world.calls()).isEqualTo(2);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  private void pass(AtomicLong real, Duration time) {
    real.addAndGet(time.toNanos());
    world.clock.advance(time);
  }

  @Test
  void aTweetOfTwoZonesIsAskedOnceAndEachZoneHasItsSnapshot() {
    begin(Map.of());
    world.zone("rivals", Cadence.HOURLY_LOT);
    world.deliver("rivals", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(1));

    for (var row : world.stores.sql("select id from twitter_tweets order by id")) {
      await(refreshes(world.stores).refresh(row.getLong("id")));
    }

    assertThat(world.calls()).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aZoneHasItsQuotaAndOnlyCallsCount() {
    begin(Map.of("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "2"));
    exhaustTheQuota();
    world.zone("rivals", Cadence.HOURLY_LOT);
    SimulatedTweet another = world.post(growing(60));
    world.deliver("rivals", List.of(another));
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(await(refreshes(world.stores).refresh(world.id(another))).result())
        .isEqualTo(RefreshResult.READ);
    assertThat(world.calls()).isEqualTo(3);
  }

  @Test
  void withoutRedisEachProcessCountsTheQuotaForItself() {
    begin(Map.of("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "2", "TIDEMARK_REDIS_URL", NO_REDIS));

    exhaustTheQuota();
  }

  private void exhaustTheQuota() {
    List<SimulatedTweet> more = world.post(2, growing(60));
    world.deliver("brand", more);
    world.clock.advance(Duration.ofMinutes(1));
    Refreshes refreshes = refreshes(world.stores);
    await(refreshes.refresh(world.id(tweet)));
    await(refreshes.refresh(world.id(tweet)));
    await(refreshes.refresh(world.id(more.get(0))));

    Refreshed answer = await(refreshes.refresh(world.id(more.get(1))));

    assertThat(answer.result()).isEqualTo(RefreshResult.OVER_QUOTA);
    assertThat(answer.reason()).contains("brand");
    assertThat(answer.retrySeconds()).isBetween(1L, 3_600L);
    assertThat(world.tracking(more.get(1)).getInteger("update_count")).isZero();
  }

  @Test
  void aPollThatWasUnderWayWhenTheRefreshWasRecordedWritesNothing() throws Exception {
    begin(Map.of());
    world.clock.advance(Duration.ofMinutes(50));
    var answered = Promise.<Void>promise();
    var goOn = Promise.<Void>promise();
    JobWorker poll =
        world.pass(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> {
                  answered.tryComplete();
                  return goOn.future();
                }));
    CompletableFuture<Integer> polling = CompletableFuture.supplyAsync(poll::runDue, threads);
    await(answered.future());

    await(refreshes(world.stores).refresh(world.id(tweet)));
    goOn.complete();
    polling.get();

    assertThat(origins()).containsExactly("refresh");
    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
  }

  @Test
  void aRefreshThatWasUnderWayWhenThePollWasRecordedWritesNothing() {
    begin(Map.of());
    world.clock.advance(Duration.ofMinutes(50));
    var answered = Promise.<Void>promise();
    var goOn = Promise.<Void>promise();
    Refreshes refreshes =
        world.refreshes(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> {
                  answered.tryComplete();
                  return goOn.future();
                }));
    Future<Refreshed> refreshing = refreshes.refresh(world.id(tweet));
    await(answered.future());

    world.pass().runDue();
    goOn.complete();

    assertThat(await(refreshing).result()).isEqualTo(RefreshResult.READ);
    assertThat(origins()).containsExactly("poll");
    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(1);
  }

  private List<String> origins() {
    return world
        .stores
        .sql("select origin from twitter_engagement_history order by snapshot_at")
        .stream()
        .map(row -> row.getString("origin"))
        .toList();
  }

  /** For where nobody may wait. */
  private Future<Response> onRedis(String command, String... arguments) {
    Request request = Request.cmd(Command.create(command));
    List.of(arguments).forEach(request::arg);
    return world.stores.app().redis().send(request);
  }

  private String key() {
    return "tidemark:tweet:" + tweet.id() + ":refresh";
  }
}
