package io.tidemark.studio.runs;

import static io.tidemark.studio.ScriptedSource.likes;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@org.junit.jupiter.api.Tag("server")
class RunMetersTest {

  /** Each of the meter's counters by its labels. */
  private static Map<String, Double> counts(StudioWorld world, String name) {
    return world.stores.app().meters().find(name).counters().stream()
        .collect(Collectors.toMap(counter -> labels(counter.getId()), counter -> counter.count()));
  }

  private static String labels(Meter.Id id) {
    return id.getTags().stream().map(Tag::getValue).collect(Collectors.joining(" "));
  }

  @Test
  void aRunCountsItselfItsPostsAndItsPauses() {
    try (var world = new StudioWorld(Map.of())) {
      var instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);
      var tiktok = new ScriptedSource(StudioPlatform.TIKTOK, 20);
      world.workspace("brand");
      long one = world.account("brand", StudioPlatform.INSTAGRAM, "i1");
      long other = world.account("brand", StudioPlatform.TIKTOK, "t1");
      List.of("p1", "p2", "p3").forEach(id -> world.post("brand", one, id, Duration.ofHours(1)));
      world.post("brand", other, "v1", Duration.ofHours(1));
      instagram.posts.put("p1", new PostOutcome.Present<>(likes(1)));
      instagram.posts.put("p3", new PostOutcome.Gone<>());
      tiktok.accounts.put(
          "t1",
          call ->
              call == 1
                  ? new CallOutcome.Throttled<>(StudioWorld.NOON.plusSeconds(60), "slower")
                  : null);

      world.refresh(instagram, tiktok);

      assertThat(counts(world, "tidemark.runs.ended"))
          .hasSize(5)
          .allSatisfy((how, runs) -> assertThat(runs).as(how).isZero());
      assertThat(counts(world, "tidemark.studio.pauses")).isEqualTo(Map.of("tiktok", 1.0));

      world.clock.advance(Duration.ofSeconds(60));
      world.pass(instagram, tiktok).runOnce();

      // Tags come sorted by their keys.
      assertThat(counts(world, "tidemark.runs.ended"))
          .isEqualTo(
              Map.of(
                  "studio completed",
                  0.0,
                  "studio partial",
                  1.0,
                  "studio failed",
                  0.0,
                  "studio budget_exhausted",
                  0.0,
                  "studio cancelled",
                  0.0));
      assertThat(counts(world, "tidemark.studio.posts"))
          .isEqualTo(
              Map.of("Present instagram", 2.0, "Gone instagram", 1.0, "Present tiktok", 1.0));
    }
  }
}
