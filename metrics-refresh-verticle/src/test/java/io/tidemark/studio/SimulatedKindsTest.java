package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.MediaType;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.posts.NewPost;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Run;
import io.tidemark.studio.tokens.Tokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the platforms are like now, simulated and run over HTTP. */
@Tag("server")
class SimulatedKindsTest {

  private final SimulatedStudio studio = new SimulatedStudio(Map.of("TIDEMARK_STUDIO_BATCH", "50"));

  @BeforeEach
  void begin() {
    studio.world.workspace("brand");
  }

  @AfterEach
  void end() {
    studio.close();
  }

  private Run run() {
    long id = studio.world.start(null);
    MetricsRefreshJob.worker(
            studio.world.stores.app(), StudioSources.all(studio.world.stores.app()))
        .runOnce();
    return studio.world.run(id);
  }

  private void connect(StudioAccount there, StudioPlatform platform, PostDraft draft, int posts) {
    long account =
        await(
                studio.world.accounts.add(
                    "brand",
                    platform,
                    there.externalId(),
                    new Tokens(there.accessToken(), there.accessExpiresAt(), null, null),
                    studio.world.clock.instant()))
            .orElseThrow()
            .id();
    Map<Integer, NewPost> imported = new HashMap<>();
    for (int i = 0; i < posts; i++) {
      StudioPost post =
          studio
              .simulator
              .studio()
              .publish(draft.at(studio.world.clock.instant().minus(Duration.ofHours(30))));
      imported.put(i, new NewPost(account, post.externalId(), null, null, null, post.createdAt()));
    }
    await(studio.world.posts.importPosts("brand", imported, studio.world.clock.instant()));
  }

  @Test
  void reelsOfAPageAreMeasured() {
    StudioAccount page = studio.simulator.studio().connect(AccountDraft.facebook());
    connect(
        page,
        StudioPlatform.FACEBOOK,
        PostDraft.of(page).as(MediaType.VIDEO, MediaProductType.REELS),
        3);

    assertThat(run().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(
            studio.world.stores.number(
                "select count(*) from studio_social_post_metrics"
                    + " where views > 0 and likes > 0 and comments is not null"
                    + " and origins ->> 'views' = 'blue_reels_play_count'"))
        .isEqualTo(3);
  }

  @Test
  void smallerBatchesAndTheUseOfOthersStopNothing() {
    StudioAccount there = studio.simulator.studio().connect(AccountDraft.instagram());
    connect(there, StudioPlatform.INSTAGRAM, PostDraft.of(there), 50);
    studio.simulator.change(s -> s.graphMostParts(20).otherUsePercent(100));

    Run run = run();

    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.items().getFirst().updated()).isEqualTo(50);
  }
}
