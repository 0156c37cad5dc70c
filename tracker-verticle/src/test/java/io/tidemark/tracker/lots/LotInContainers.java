package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.jobs.JobWorker;
import io.tidemark.stores.LocalStores;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A lot from its delivery to its last poll, with a store from a container. */
final class LotInContainers {

  private LotInContainers() {}

  /**
   * Skips the test where no container engine answers.
   *
   * @param settings those that name the store
   */
  static void live(
      Function<LocalStores, Map<String, String>> settings, Consumer<TrackerWorld> then) {
    Optional<LocalStores> containers = LocalStores.inContainers();
    assumeTrue(containers.isPresent(), "skipped: no container engine answers");
    try (LocalStores stores = containers.get();
        TrackerWorld world = TrackerWorld.begin(settings.apply(stores))) {
      live(world);
      then.accept(world);
    }
  }

  private static void live(TrackerWorld world) {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet = world.post(growing(10));
    world.deliver("brand", List.of(tweet));
    JobWorker worker = world.pass();

    for (int hour = 1; hour <= 7; hour++) {
      world.clock.advance(Duration.ofHours(1));
      worker.runDue();
    }

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(world.snapshots()).isEqualTo(6);
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
  }
}
