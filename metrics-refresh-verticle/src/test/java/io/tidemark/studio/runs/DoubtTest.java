package io.tidemark.studio.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are not believed until a second one agrees. */
@Tag("server")
class DoubtTest {

  private final StudioWorld world = new StudioWorld(Map.of());
  private ScriptedSource source;
  private long account;

  @BeforeEach
  void begin() {
    world.workspace("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void connect(StudioPlatform platform, int posts) {
    source = new ScriptedSource(platform, 50);
    account = world.account("brand", platform, "a1");
    for (int i = 0; i < posts; i++) {
      world.post("brand", account, "p" + i, Duration.ofHours(1));
    }
  }

  private static PostOutcome<Metrics> likes(long likes, long comments) {
    return new PostOutcome.Present<>(
        new Metrics(
            Map.of(Metric.VIEWS, likes * 10, Metric.LIKES, likes, Metric.COMMENTS, comments),
            new JsonObject().put("n", likes)));
  }

  private long latest() {
    return world.stores.number(
        "select likes from studio_metrics_as_of("
            + "(select id from studio_social_posts where external_post_id = 'p0'), 'infinity')");
  }

  @ParameterizedTest
  @EnumSource(StudioPlatform.class)
  void zeroAfterThousandsIsAskedAgainSoonAndTheSecondAnswerDecides(StudioPlatform platform) {
    connect(platform, 1);
    source.posts.put("p0", likes(5_000, 3));
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    source.posts.put("p0", likes(0, 0));

    Run doubted = world.refresh(source);

    assertThat(doubted.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(doubted.waitingUntil()).isEqualTo(world.clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(latest()).isEqualTo(5_000);
    assertThat(
            world.stores.number(
                "select count(*) from studio_social_post_metrics where doubt is not null"))
        .isEqualTo(1);
    world.clock.advance(Duration.ofMinutes(5));
    source.posts.put("p0", likes(5_200, 3));
    world.pass(source).runOnce();
    assertThat(world.run(doubted.id()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(latest()).isEqualTo(5_200);
  }

  @Test
  void aSnapshotThatContradictsItselfIsNeverBelieved() {
    connect(StudioPlatform.TIKTOK, 1);
    source.posts.put("p0", likes(50, 3));
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    Metrics contradictory = ScriptedSource.likes(60).highest(ScriptedSource.likes(900));
    source.posts.put("p0", new PostOutcome.Present<>(contradictory));

    Run run = world.refresh(source);
    assertThat(run.isUnfinished()).isTrue();
    world.clock.advance(Duration.ofMinutes(5));
    world.pass(source).runOnce();

    assertThat(world.run(run.id()).isUnfinished()).isFalse();
    assertThat(latest()).isEqualTo(50);
  }

  @Test
  void whatTheSecondAnswerSaysTooIsBelieved() {
    connect(StudioPlatform.TIKTOK, 1);
    source.posts.put("p0", likes(5_000, 3));
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    source.posts.put("p0", likes(0, 0));
    Run doubted = world.refresh(source);
    world.clock.advance(Duration.ofMinutes(5));
    world.pass(source).runOnce();

    assertThat(world.run(doubted.id()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(latest()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"5, 4, true", "5, 1, false", "10, 6, true", "2, 2, true"})
  void mostPostsMissingAtOnceAreNotYetMissing(int posts, int missing, boolean doubted) {
    connect(StudioPlatform.TIKTOK, posts);
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    for (int i = 0; i < missing; i++) {
      source.posts.put("p" + i, new PostOutcome.Absent<>());
    }

    Run run = world.refresh(source);

    assertThat(run.isUnfinished()).isEqualTo(doubted);
    assertThat(
            world.stores.number("select count(*) from studio_social_posts where failed_runs > 0"))
        .isEqualTo(doubted ? 0 : missing);
    world.clock.advance(Duration.ofMinutes(5));
    world.pass(source).runOnce();
    assertThat(world.run(run.id()).isUnfinished()).isFalse();
    assertThat(
            world.stores.number("select count(*) from studio_social_posts where failed_runs > 0"))
        .isEqualTo(missing);
  }

  @Test
  void theOnlyPostThatIsGoneMayBeDeletedOrLostAndTheOwnerIsAsked() {
    connect(StudioPlatform.FACEBOOK, 1);
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    source.posts.put("p0", new PostOutcome.Unknown<>(StudioSource.CANNOT_TELL));
    world.refresh(source);

    assertThat(
            world.stores.number(
                "select count(*) from studio_accounts where doubt like 'cannot tell: deleted or"
                    + " rights lost%'"))
        .isEqualTo(1);
    world.clock.advance(Duration.ofHours(6));
    source.posts.put("p0", likes(8, 1));
    world.refresh(source);
    assertThat(world.stores.number("select count(*) from studio_accounts where doubt is null"))
        .isEqualTo(1);
  }

  @Test
  void noDataIsNoFailedRun() {
    connect(StudioPlatform.INSTAGRAM, 10);
    source.posts.put("p3", new PostOutcome.Unknown<>(StudioSource.NO_DATA));

    for (int i = 0; i < 3; i++) {
      Run run = world.refresh(source);
      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(run.items().getFirst().noData()).isEqualTo(1);
      assertThat(run.items().getFirst().updated()).isEqualTo(9);
      world.clock.advance(Duration.ofHours(6));
    }
    assertThat(
            world.stores.number("select count(*) from studio_social_posts where failed_runs > 0"))
        .isZero();
  }

  @Test
  void aPartialReadingHidesNothingAndIsSaid() {
    connect(StudioPlatform.FACEBOOK, 1);
    source.posts.put("p0", likes(50, 3));
    world.refresh(source);
    world.clock.advance(Duration.ofHours(6));
    source.posts.put(
        "p0",
        new PostOutcome.Present<>(
            new Metrics(
                Map.of(Metric.LIKES, 60L, Metric.COMMENTS, 3L),
                new JsonObject(),
                Map.of(),
                "views: it failed",
                "")));
    Run run = world.refresh(source);

    assertThat(run.items().getFirst().lacking()).isEqualTo(1);
    assertThat(run.items().getFirst().notes()).containsExactly("Post p0: without views: it failed");
    var row =
        world
            .stores
            .sql(
                "select views, likes, views_at < likes_at from studio_metrics_as_of("
                    + "(select id from studio_social_posts), 'infinity')")
            .iterator()
            .next();
    assertThat(row.getLong(0)).isEqualTo(500);
    assertThat(row.getLong(1)).isEqualTo(60);
    assertThat(row.getBoolean(2)).isTrue();
  }

  @Test
  void aCounterThatIsTheSameForAllOfManyPostsIsPointedOut() {
    connect(StudioPlatform.INSTAGRAM, 40);

    Run run = world.refresh(source);

    assertThat(run.items().getFirst().notes()).contains("All 40 posts have 7 likes");
  }

  @Test
  void aPausedWorkspaceTakesPartInNoRunAndAForcedRunReadsAll() {
    connect(StudioPlatform.INSTAGRAM, 1);
    world.post("brand", account, "old", Duration.ofDays(20));
    world.refresh(source);
    world.clock.advance(Duration.ofHours(1));
    Run usual = world.refresh(source);
    assertThat(usual.items().getFirst().notDue()).isEqualTo(1);
    assertThat(usual.items().getFirst().nextDueAt()).isAfter(world.clock.instant());
    long forced = ((StartResult.Started) await(world.runs.start("cron", "brand", true))).run();
    world.pass(source).runOnce();
    assertThat(world.run(forced).items().getFirst().updated()).isEqualTo(2);

    var ends = new WorkspaceEnds(world.stores.pool());
    await(ends.setStatus("brand", "paused"));
    world.clock.advance(Duration.ofDays(1));
    source.calls.clear();
    assertThat(world.refresh(source).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(source.calls).isEmpty();

    assertThat(await(ends.remove("brand"))).isEmpty();
    ends.removeAll();
    assertThat(world.snapshots()).isZero();
  }
}
