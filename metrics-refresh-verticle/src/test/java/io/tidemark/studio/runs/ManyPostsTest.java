package io.tidemark.studio.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("server")
@Order(1) // it takes long, so it begins first
class ManyPostsTest {

  /** Each is a batch of its own; a chain of futures overflowed the stack at about 1,000. */
  private static final int POSTS = 4_000;

  @Test
  @Timeout(120)
  void anAccountOfThousandsOfBatchesIsReadToItsEnd() {
    try (var world = new StudioWorld(Map.of("TIDEMARK_STUDIO_BATCH", "1"))) {
      world.workspace("news");
      long account = world.account("news", StudioPlatform.FACEBOOK, "page");
      world.stores.sql(
          """
          insert into studio_social_posts (workspace_id, account_id, external_post_id, posted_at,
            created_at)
          select 'news', %d, 'p' || n, '2026-03-10T10:00Z', now()
          from generate_series(1, %d) n
          """
              .formatted(account, POSTS));
      var source = new ScriptedSource(StudioPlatform.FACEBOOK, 50);

      Run run = world.refresh(source);

      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(source.calls).hasSize(POSTS);
    }
  }
}
