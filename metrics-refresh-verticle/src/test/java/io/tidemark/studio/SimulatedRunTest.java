package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.contract.Address;
import io.tidemark.runs.RunStatus;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.runs.Coverage;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Run;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs over accounts of all platforms, which are asked over HTTP. */
@Tag("server")
class SimulatedRunTest {

  private final SimulatedStudio studio = new SimulatedStudio(Map.of());
  private final StudioWorld world = studio.world;

  @BeforeEach
  void begin() {
    world.workspace("brand");
  }

  @AfterEach
  void end() {
    studio.close();
  }

  /** The sources, one of which is watched. */
  private static List<StudioSource> watched(
      List<StudioSource> sources, StudioPlatform platform, IntFunction<Future<?>> answered) {
    return sources.stream()
        .map(
            source -> source.platform() == platform ? new ObservedSource(source, answered) : source)
        .toList();
  }

  private Run refresh(StudioPlatform platform, IntFunction<Future<?>> answered) {
    return world.refresh(
        watched(StudioSources.all(world.stores.app()), platform, answered)
            .toArray(StudioSource[]::new));
  }

  private Run refresh() {
    return world.refresh(StudioSources.all(world.stores.app()).toArray(StudioSource[]::new));
  }

  @Test
  void aHundredAndFiftyPostsWithFiveFailuresOfFourKinds() {
    long instagram = studio.connect("brand", AccountDraft.instagram().withId("17841000001"));
    long tiktok = studio.connect("brand", AccountDraft.tiktok().withId("open-id-1"));
    List<String> media = studio.publish("brand", instagram, "17841000001", 100);
    List<String> videos = studio.publish("brand", tiktok, "open-id-1", 50);
    studio.simulator.studio().delete(media.get(17));
    studio.simulator.studio().delete(videos.get(3));
    studio.simulator.studio().delete(videos.get(31));
    studio.simulator.change(s -> s.nullIds(media.get(60)).poisonIds(videos.get(44)));

    Run run = refresh();

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(Coverage.of(run.items()))
        .isEqualTo(new Coverage(150, 145, 5, 0, Map.of(), 0, 0, Map.of("fixed classes", 2)));
    assertThat(run.items()).extracting(Run.Item::updated).containsExactly(98, 47);
    assertThat(run.items().get(0).errors())
        .hasSize(2)
        .anyMatch(line -> line.contains(media.get(17)))
        .anyMatch(line -> line.contains(media.get(60)));
    assertThat(run.items().get(1).errors())
        .hasSize(3)
        .anyMatch(line -> line.contains(videos.get(44)));
    assertThat(world.snapshots()).isEqualTo(145);
  }

  @Test
  void aTokenThatEndsBetweenTwoBatchesStopsItsAccountAlone() {
    long one = studio.connect("brand", AccountDraft.facebook().withId("100001"));
    long other = studio.connect("brand", AccountDraft.instagram().withId("17841000001"));
    studio.publish("brand", one, "100001", 15);
    studio.publish("brand", other, "17841000001", 15);
    List<Long> disconnected = new CopyOnWriteArrayList<>();
    await(
        Address.STUDIO_ACCOUNTS.consume(
            world.stores.vertx().eventBus(), event -> disconnected.add(event.account())));

    Run run =
        refresh(
            StudioPlatform.FACEBOOK,
            call -> {
              studio.simulator.studio().accounts().expire("100001");
              return Future.succeededFuture();
            });

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(run.items())
        .extracting(Run.Item::platform, Run.Item::updated, Run.Item::notReached)
        .containsExactly(tuple("facebook", 10, 5), tuple("instagram", 15, 0));
    assertThat(
            world.stores.number("select id from studio_accounts where status = 'needs_reconnect'"))
        .isEqualTo(one);
    while (disconnected.isEmpty()) {
      await(world.stores.vertx().timer(5));
    }
    assertThat(disconnected).containsExactly(one);
  }

  @Test
  void aRunWhosePodDiedWithAnAnswerInHandIsGoneOnWithByAnother() {
    long account = studio.connect("brand", AccountDraft.facebook().withId("100001"));
    studio.publish("brand", account, "100001", 25);
    long run = world.start(null);
    Promise<Void> dying = Promise.promise();
    var doomed = studio.anotherPod();
    List<StudioSource> sources =
        watched(
            StudioSources.all(doomed.app()),
            StudioPlatform.FACEBOOK,
            call -> {
              if (call == 1) {
                return Future.succeededFuture();
              }
              dying.complete();
              return Promise.promise().future();
            });
    Thread.startVirtualThread(() -> MetricsRefreshJob.worker(doomed.app(), sources).runOnce());
    await(dying.future());
    doomed.close();
    assertThat(world.run(run).items().getFirst().updated()).isEqualTo(10);
    world.stores.sql("update timers set leased_until = now() - interval '1 second'");

    world.pass(StudioSources.all(world.stores.app()).toArray(StudioSource[]::new)).runOnce();

    assertThat(world.run(run).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.run(run).items().getFirst().processed()).isEqualTo(25);
    assertThat(
            world.stores.number(
                "select count(*) from (select 1 from studio_social_post_metrics"
                    + " group by social_post_id having count(*) = 1) once"))
        .isEqualTo(25);
  }

  @Test
  void aTikTokTokenIsRotatedBeforeItEndsAndTheNextRunUsesTheNewOne() {
    long account = studio.connect("brand", AccountDraft.tiktok().withId("open-id-1"));
    studio.publish("brand", account, "open-id-1", 3);
    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);

    studio.advance(Duration.ofMinutes(115));
    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);
    studio.advance(Duration.ofHours(6));
    assertThat(refresh().status()).isEqualTo(RunStatus.COMPLETED);

    assertThat(world.snapshots()).isEqualTo(9);
    var now = studio.simulator.studio().accounts().find("open-id-1").orElseThrow();
    assertThat(await(StudioSources.tokens(world.stores.app()).tokens(account)))
        .satisfies(
            stored -> {
              assertThat(stored.access()).isEqualTo(now.accessToken());
              assertThat(stored.refresh()).isEqualTo(now.refreshToken());
            });
  }

  @Test
  void twoPodsNeverAskForOneAccountAtOnce() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      String workspace = "w" + i / 5;
      if (i % 5 == 0) {
        world.workspace(workspace);
      }
      String id = Integer.toString(200_001 + i);
      long account = studio.connect(workspace, AccountDraft.facebook().withId(id));
      studio.publish(workspace, account, id, 12);
    }
    List<Long> runs = List.of("w0", "w1", "w2", "w3").stream().map(world::start).toList();
    studio.simulator.change(s -> s.latencyMillis(20));
    try (var other = studio.anotherPod()) {
      List<Thread> passes =
          List.of(world.stores.app(), other.app()).stream()
              .map(pod -> MetricsRefreshJob.worker(pod, StudioSources.all(pod)))
              .map(pass -> Thread.startVirtualThread(() -> runs.forEach(run -> pass.runOnce())))
              .toList();
      for (Thread pass : passes) {
        pass.join();
      }
    }

    assertThat(runs).extracting(id -> world.run(id).status()).containsOnly(RunStatus.COMPLETED);
    assertThat(studio.simulator.meter().accounts()).hasSize(20);
    assertThat(studio.simulator.meter().accounts().values())
        .allSatisfy(account -> assertThat(account.mostAtOnce()).isEqualTo(1));
    assertThat(
            world.stores.number(
                "select count(*) from (select 1 from studio_social_post_metrics"
                    + " group by social_post_id having count(*) = 1) once"))
        .isEqualTo(240);
  }
}
