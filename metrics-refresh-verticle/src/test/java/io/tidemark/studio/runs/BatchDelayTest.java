package io.tidemark.studio.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.WorldClock;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("server")
class BatchDelayTest {

  /** Whatever it is asked takes a real millisecond. */
  private record Hasty(WorldClock clock, List<Duration> asked) implements WorldClock {

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public double speed() {
      return clock.speed();
    }

    @Override
    public Duration realTimeUntil(Instant instant) {
      return clock.realTimeUntil(instant);
    }

    @Override
    public Duration realTime(Duration duration) {
      asked.add(duration);
      return Duration.ofMillis(1);
    }
  }

  @Test
  @Timeout(60)
  void theDelayBetweenTwoBatchesIsOneOfTheWorldsClock() {
    List<Duration> asked = Collections.synchronizedList(new ArrayList<>());
    try (var world =
        new StudioWorld(
            Map.of("TIDEMARK_STUDIO_BATCH_DELAY", "10m"), clock -> new Hasty(clock, asked))) {
      world.workspace("brand");
      long account = world.account("brand", StudioPlatform.FACEBOOK, "page");
      for (int i = 0; i < 25; i++) {
        world.post("brand", account, "p" + i, Duration.ofHours(1));
      }
      asked.clear();

      Run run = world.refresh(new ScriptedSource(StudioPlatform.FACEBOOK, 50));

      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(asked).containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(10));
    }
  }
}
