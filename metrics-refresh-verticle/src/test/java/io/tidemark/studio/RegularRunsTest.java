package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that begin by themselves in a process as it is deployed. */
@Timeout(60)
@Tag("server")
class RegularRunsTest {

  private static final Duration EVERY = Duration.ofHours(6);

  private final StudioWorld world = new StudioWorld(Map.of());
  private MetricsRefresh process;

  @BeforeEach
  void begin() {
    world.workspace("brand");
    long account = world.account("brand", StudioPlatform.TIKTOK, "t1");
    world.post("brand", account, "v1", Duration.ofHours(1));
    process = deploy();
  }

  @AfterEach
  void end() {
    await(process.undeploy());
    world.close();
  }

  private MetricsRefresh deploy() {
    return await(
        MetricsRefresh.deploy(
            world.stores.app(), List.of(new ScriptedSource(StudioPlatform.TIKTOK, 20))));
  }

  /** Waits until nothing is left to do at this time, and says when the next run begins. */
  private Instant settled() {
    while (world.stores.number(
            "select count(*) from timers where (kind = 'studio-refresh' and due_at <= '%s')"
                    .formatted(world.clock.instant())
                + " or kind = 'studio-run' or leased_until is not null")
        > 0) {
      await(world.stores.vertx().timer(20));
    }
    return world
        .stores
        .sql("select due_at from timers where kind = 'studio-refresh'")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  private long completed() {
    return world.stores.number(
        "select count(*) from studio_runs where status = 'completed' and trigger = 'scheduled'");
  }

  @Test
  void aRunForAllBeginsEverySixHours() {
    assertThat(settled()).isEqualTo(StudioWorld.NOON.plus(EVERY));
    assertThat(completed()).isEqualTo(1);

    world.clock.advance(EVERY);

    assertThat(settled()).isEqualTo(StudioWorld.NOON.plus(EVERY.multipliedBy(2)));
    assertThat(completed()).isEqualTo(2);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void runsMissedInADowntimeBeginOnce() {
    settled();
    await(process.undeploy());
    world.clock.advance(EVERY.multipliedBy(5).plusMinutes(7));

    process = deploy();

    assertThat(settled()).isEqualTo(world.clock.instant().plus(EVERY));
    assertThat(completed()).isEqualTo(2);
  }
}
