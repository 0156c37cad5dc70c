package io.tidemark.studio.growth;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.growth.WorkspaceGrowth.State;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.ScriptedSource.Called;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.runs.Coverage;
import io.tidemark.studio.runs.Run;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which posts a run reads before and after a model was learnt from the workspace's posts. */
@Tag("server")
class ChoiceByWorthTest {

  private final StudioWorld world = new StudioWorld(Map.of());
  private final ScriptedSource instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);

  private long account;

  @BeforeEach
  void begin() {
    world.workspace("brand");
    account = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Posts from before the window with snapshots twice a day for twenty days. */
  private void history(int posts) {
    world.stores.sql(
        """
        with posted as (
          insert into studio_social_posts (workspace_id, account_id, external_post_id, posted_at,
            created_at, refreshed_at)
          select 'brand', %d, 'h' || n, at, at, at + interval '20 days'
          from generate_series(1, %d) n,
            lateral (select timestamptz '2026-03-10T12:00Z' - interval '40 days'
              - n * interval '1 hour' as at) posted
          returning id, posted_at)
        insert into studio_social_post_metrics (social_post_id, captured_at, likes, comments)
        select id, posted_at + step * interval '12 hours',
               (id %% 7) * 100 * step / (step + 1 + 9 * (id %% 2)), 1
        from posted, generate_series(1, 40) step
        """
            .formatted(account, posts));
  }

  /** A post that is so many days old and was read at these ages in hours, six hours ago last. */
  private void post(String id, int days, int lastReadHoursAgo, long... likes) {
    world.post("brand", account, id, Duration.ofDays(days));
    instagram.posts.put(
        id, new PostOutcome.Present<>(ScriptedSource.likes(likes[likes.length - 1])));
    for (int i = 0; i < likes.length; i++) {
      world.stores.sql(
          """
          insert into studio_social_post_metrics (social_post_id, captured_at, likes)
          select id, timestamptz '2026-03-10T12:00Z' - %d * interval '1 hour', %d
          from studio_social_posts where external_post_id = '%s'
          """
              .formatted(lastReadHoursAgo + 6 * (likes.length - 1 - i), likes[i], id));
    }
    world.stores.sql(
        """
        update studio_social_posts
        set refreshed_at = timestamptz '2026-03-10T12:00Z' - %d * interval '1 hour'
        where external_post_id = '%s'
        """
            .formatted(lastReadHoursAgo, id));
  }

  private void learn() {
    new GrowthLearning(world.stores.pool(), world.clock).learnAll();
  }

  private List<String> read() {
    return instagram.calls.stream().map(Called::posts).flatMap(List::stream).toList();
  }

  private State state() {
    return await(new RefreshBasis(world.stores.pool()).of("brand")).getFirst();
  }

  @Test
  void belowAHundredCurvesTheClassesDecide() {
    history(99);
    learn();
    post("still", 1, 6, 3, 3, 3);
    post("growing", 5, 8, 100, 300, 500);

    Run run = world.refresh(instagram);

    assertThat(read()).containsExactly("still");
    assertThat(run.items().getFirst().basis()).isEqualTo("fixed classes");
    assertThat(Coverage.of(run.items()))
        .isEqualTo(new Coverage(2, 1, 0, 1, Map.of(), 0, 0, Map.of("fixed classes", 1)));
    assertThat(state().basis()).isEqualTo("fixed classes");
    assertThat(state().why()).isEqualTo("99 of 100 curves");
  }

  @Test
  void fromAHundredOnWhatGrowsIsReadBeforeWhatIsStill() {
    history(100);
    learn();
    post("still", 1, 6, 3, 3, 3);
    post("growing", 5, 8, 100, 300, 500);
    post("settled", 20, 8, 200, 200, 200);

    Run run = world.refresh(instagram);

    assertThat(read().getFirst()).isEqualTo("growing");
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.items().getFirst().basis()).isEqualTo("model of 100 curves");
    Coverage coverage = Coverage.of(run.items());
    assertThat(coverage.chosenByWorth()).isEqualTo(read().size()).isLessThan(3);
    assertThat(coverage.leftForLater()).isEqualTo(3 - read().size());
    assertThat(coverage.basis()).isEqualTo(Map.of("model of 100 curves", 1));
    assertThat(run.items().getFirst().nextDueAt())
        .isEqualTo(StudioWorld.NOON.minus(Duration.ofHours(8)).plus(Duration.ofHours(21)));
    assertThat(state().why()).isEqualTo("learnt from 100 curves");
  }

  @Test
  void newPostsAndFailedOnesAreReadFirst() {
    history(100);
    learn();
    post("growing", 5, 6, 100, 300, 500);
    world.post("brand", account, "new", Duration.ofDays(9));
    post("failed", 20, 6, 200, 200);
    world.stores.sql(
        "update studio_social_posts set failed_runs = 1, last_error = 'it failed',"
            + " last_error_at = now() where external_post_id = 'failed'");

    world.refresh(instagram);

    assertThat(read()).startsWith("failed", "new");
  }

  @Test
  void aPostThatWasUnreadForADayIsReadWhateverItIsWorth() {
    history(100);
    learn();
    post("settled", 20, 21, 200, 200, 200);

    world.refresh(instagram);

    assertThat(read()).containsExactly("settled");
  }

  @Test
  void aForcedRunReadsAllWithoutAModel() {
    history(100);
    learn();
    post("still", 10, 2, 3, 3, 3);
    await(world.runs.start("manual", "brand", true));

    world.pass(instagram).runOnce();

    assertThat(read()).containsExactly("still");
  }

  @Test
  void afterAPauseTheRunGoesOnWithItsOwnChoice() {
    history(100);
    learn();
    for (int i = 0; i < 12; i++) {
      post("p" + i, 3, 6, 100 + i, 300 + i, 500 + i);
    }
    instagram.accounts.put(
        "i1",
        call ->
            world.clock.instant().equals(StudioWorld.NOON)
                ? new CallOutcome.Throttled<>(
                    world.clock.instant().plus(Duration.ofHours(1)), "too many calls")
                : null);

    Run waiting = world.refresh(instagram);
    List<String> chosen = List.copyOf(read());
    post("later", 2, 6, 5_000, 9_000, 20_000);
    world.clock.advance(Duration.ofHours(1));
    world.pass(instagram).runOnce();

    Run run = world.run(waiting.id());
    assertThat(waiting.waitingUntil()).isNotNull();
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(read()).doesNotContain("later").containsAll(chosen);
    assertThat(run.items().getFirst().notReached()).isZero();
    assertThat(world.stores.number("select count(*) from studio_run_accounts where chosen is null"))
        .isEqualTo(1);
  }
}
