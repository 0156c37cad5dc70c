package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ThroughputTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private Throughput pace(Tenants zones) {
    return await(
        Throughput.read(world.stores.pool(), world.clock.instant(), Duration.ofMinutes(5), zones));
  }

  @Test
  void deliveriesCountForAQuarterHourAndLotsAreOverdueInTime() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    for (int i = 0; i < 3; i++) {
      world.deliver("hourly", world.post(1, dead()));
    }

    assertThat(pace(Tenants.ALL).deliveriesPerMinute()).isEqualTo(0.2);
    world.clock.advance(Duration.ofMinutes(60));
    assertThat(pace(Tenants.ALL).deliveriesPerMinute()).isZero();
    assertThat(pace(Tenants.ALL).lotsOverdue()).isZero();
    world.clock.advance(Duration.ofMinutes(5));
    assertThat(pace(Tenants.ALL).lotsOverdue()).isEqualTo(3);
    assertThat(pace(Tenants.NONE).lotsOverdue()).isZero();
  }
}
