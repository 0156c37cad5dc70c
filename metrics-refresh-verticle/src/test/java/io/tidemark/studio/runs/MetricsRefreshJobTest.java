package io.tidemark.studio.runs;

import static io.tidemark.studio.ScriptedSource.likes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.jobs.Watchdog;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.ScriptedSource.Called;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a run reads, in which order, and what it leaves out. */
@Tag("server")
class MetricsRefreshJobTest {

  private final StudioWorld world = new StudioWorld(Map.of());
  private final ScriptedSource instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);
  private final ScriptedSource tiktok = new ScriptedSource(StudioPlatform.TIKTOK, 3);

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
  void everyPostOfThirtyDaysIsReadOnceInBatches() {
    world.posts("brand", account, "p", 23);
    world.post("brand", account, "old", Duration.ofDays(31));
    world.stores.sql(
        "insert into studio_social_posts (workspace_id, account_id, posted_at, created_at)"
            + " values ('brand', %d, '2026-03-10T10:00Z', now())".formatted(account));

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(instagram.calls).extracting(call -> call.posts().size()).containsExactly(10, 10, 3);
    assertThat(instagram.calls).extracting(Called::token).containsOnly("token-of-i1");
    assertThat(world.snapshots()).isEqualTo(23);
    assertThat(Coverage.of(run.items()))
        .isEqualTo(new Coverage(23, 23, 0, 0, Map.of(), 0, 0, Map.of("fixed classes", 1)));
    assertThat(world.stores.number("select count(*) from timers where kind = 'studio-run'"))
        .isZero();
  }

  @Test
  void aRunIsWatchedUntilItEnds() {
    world.posts("brand", account, "p", 1);
    Watchdog watch = Watchdog.of(world.stores.vertx());
    List<String> watched = new ArrayList<>();
    instagram.meanwhile =
        call -> {
          watched.addAll(watch.watched());
          return Future.succeededFuture();
        };

    world.refresh(instagram);

    assertThat(watched).containsExactly("a run over studio accounts");
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void whatThePlatformDoesNotGiveIsNull() {
    world.posts("brand", account, "p", 1);
    instagram.posts.put("p0", new PostOutcome.Present<>(likes(0)));

    world.refresh(instagram);

    assertThat(
            world.stores.number(
                "select count(*) from studio_social_post_metrics where likes = 0 and shares is null"
                    + " and impressions is null and metadata = '{\"like\": 0}'"))
        .isEqualTo(1);
  }

  @Test
  void aCounterThatFellIsStoredAsItWasRead() {
    world.posts("brand", account, "p", 1);
    instagram.posts.put("p0", new PostOutcome.Present<>(likes(9)));
    world.refresh(instagram);
    instagram.posts.put("p0", new PostOutcome.Present<>(likes(4)));
    world.clock.advance(Duration.ofHours(6));

    assertThat(world.refresh(instagram).status()).isEqualTo(RunStatus.COMPLETED);

    assertThat(
            world.stores.sql(
                "select likes, views from studio_social_post_metrics order by captured_at"))
        .extracting(row -> row.getLong(0), row -> row.getLong(1))
        .containsExactly(tuple(9L, 90L), tuple(4L, 40L));
  }

  @Test
  void aBadPostHarmsNoOtherAndComesFirstNextTime() {
    world.posts("brand", account, "p", 12);
    instagram.posts.put("p11", new PostOutcome.Gone<>());
    instagram.poison.add("p3");

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(run.items().getFirst().errors())
        .containsExactlyInAnyOrder("Post p3: a bad id", "Post p11: it does not exist any more");
    assertThat(world.snapshots()).isEqualTo(10);

    instagram.calls.clear();
    instagram.poison.clear();
    world.clock.advance(Duration.ofHours(6));
    world.refresh(instagram);

    assertThat(instagram.calls.getFirst().posts()).startsWith("p3", "p11");
    assertThat(
            world.stores.number(
                "select failed_runs from studio_social_posts where external_post_id = 'p11'"))
        .isEqualTo(2);
    assertThat(
            world.stores.number(
                "select failed_runs from studio_social_posts where external_post_id = 'p3'"))
        .isZero();
  }

  @Test
  void oldPostsAreReadDailyAndMiddleAgedOnesEverySecondRun() {
    world.post("brand", account, "fresh", Duration.ofHours(1));
    world.post("brand", account, "middle", Duration.ofDays(3));
    world.post("brand", account, "old", Duration.ofDays(20));

    List<List<String>> asked =
        IntStream.range(0, 5)
            .mapToObj(
                i -> {
                  instagram.calls.clear();
                  world.refresh(instagram);
                  world.clock.advance(Duration.ofHours(6));
                  return instagram.calls.getFirst().posts();
                })
            .toList();

    assertThat(asked)
        .containsExactly(
            List.of("fresh", "middle", "old"),
            List.of("fresh"),
            List.of("fresh", "middle"),
            List.of("fresh"),
            List.of("fresh", "middle", "old"));
  }

  @Test
  void aFailingCallCountsForItsPostsAndNotForTheOthers() {
    world.posts("brand", account, "p", 12);
    instagram.accounts.put(
        "i1", call -> call == 1 ? new CallOutcome.Transient<>("answered 502", false) : null);

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(run.items().getFirst().updated()).isEqualTo(2);
    assertThat(run.items().getFirst().errors()).hasSize(10).first().asString().contains("502");
  }

  @Test
  void aPlatformThatNobodyAsksIsSkippedWithAReason() {
    long other = world.account("brand", StudioPlatform.TIKTOK, "t1");
    world.posts("brand", account, "p", 1);
    world.posts("brand", other, "v", 4);

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(Coverage.of(run.items()).notReached())
        .isEqualTo(Map.of("nothing here asks tiktok", 4));

    world.clock.advance(Duration.ofHours(6));
    assertThat(world.refresh(instagram, tiktok).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(tiktok.calls).extracting(call -> call.posts().size()).containsExactly(3, 1);
  }

  @Test
  void aDeadTokenStopsItsAccountAlone() {
    long other = world.account("rivals", StudioPlatform.INSTAGRAM, "i2");
    world.posts("brand", account, "p", 2);
    world.post("rivals", other, "q", Duration.ofHours(1));
    instagram.accounts.put("i1", call -> new CallOutcome.AuthDead<>("session expired"));

    Run run = world.refresh(instagram);

    assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(
            world.stores.number(
                "select id from studio_accounts where status = 'needs_reconnect'"
                    + " and status_reason = 'session expired'"))
        .isEqualTo(account);
    assertThat(world.snapshots()).isEqualTo(1);
    assertThat(Coverage.of(run.items()).notReached())
        .isEqualTo(Map.of("needs to be connected again: session expired", 2));

    world.clock.advance(Duration.ofHours(6));
    instagram.calls.clear();
    Run next = world.refresh(instagram);

    assertThat(next.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(instagram.calls).extracting(Called::account).containsOnly(other);
    assertThat(Coverage.of(next.items()).notReached()).isEqualTo(Map.of("needs_reconnect", 2));
  }
}
