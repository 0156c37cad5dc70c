package io.tidemark.studio.posts;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which posts are due is said twice, of one post in Java and of many in SQL. */
@Tag("server")
class DuePostsTest {

  private final StudioWorld world = new StudioWorld(Map.of());

  private record Given(String id, Instant postedAt, @Nullable Instant readAt, int failedRuns) {

    String values(long account) {
      return "('brand', %d, '%s', '%s', %s, %d, %s, %s, now())"
          .formatted(
              account,
              id,
              postedAt,
              readAt == null ? "null" : "'" + readAt + "'",
              failedRuns,
              failedRuns == 0 ? "null" : "'it failed'",
              failedRuns == 0 ? "null" : "now()");
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** A microsecond before, at and after each border, with every age of the last reading. */
  private static List<Given> grid(RefreshCadence fresh) {
    List<@Nullable Instant> readings = new ArrayList<>();
    readings.add(null);
    for (Instant border : List.of(fresh.now(), fresh.middleReadBy(), fresh.settledReadBy())) {
      readings.addAll(around(border));
    }
    List<Given> grid = new ArrayList<>();
    for (Instant border :
        List.of(fresh.now(), fresh.windowFrom(), fresh.freshFrom(), fresh.settledUntil())) {
      for (Instant posted : around(border)) {
        for (Instant read : readings) {
          for (int failed = 0; failed < 2; failed++) {
            grid.add(new Given("p" + grid.size(), posted, read, failed));
          }
        }
      }
    }
    return grid;
  }

  private static List<Instant> around(Instant border) {
    Duration least = Duration.ofNanos(1_000);
    return List.of(border.minus(least), border, border.plus(least));
  }

  @Test
  void bothSayTheSameOfEveryPostAtEveryBorder() {
    world.workspace("brand");
    long account = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
    RefreshCadence fresh = RefreshCadence.at(StudioWorld.NOON, world.settings, false);
    List<Given> grid = grid(fresh);
    world.stores.sql(
        "insert into studio_social_posts (workspace_id, account_id, external_post_id, posted_at,"
            + " refreshed_at, failed_runs, last_error, last_error_at, created_at) values "
            + String.join(",", grid.stream().map(given -> given.values(account)).toList()));

    assertThat(await(world.posts.next(account, 1, fresh, 10_000, fresh.now())))
        .extracting(PostRef::externalId)
        .containsExactlyInAnyOrderElementsOf(
            grid.stream()
                .filter(
                    given ->
                        RefreshCadenceTest.isDue(
                            fresh, given.postedAt(), given.readAt(), given.failedRuns()))
                .map(Given::id)
                .toList())
        .hasSizeBetween(1, grid.size() - 1);
  }
}
