package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private Pace pace(Tenants zones) {
    return await(
        Pace.read(world.stores.pool(), world.clock.instant(), Duration.ofMinutes(5), zones));
  }

  private long sparedAfter(Duration more) {
    world.clock.advance(more);
    return pace(Tenants.ALL).pollsSpared();
  }

  @Test
  void anHourlyTweetThatStoppedSparesTheWholeHoursUpToTheSixth() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    world.deliver("hourly", world.post(3, dead()));
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();

    assertThat(pace(Tenants.ALL).pollsSpared()).isZero();
    assertThat(sparedAfter(Duration.ofMinutes(59))).isZero();
    assertThat(sparedAfter(Duration.ofMinutes(1))).isEqualTo(3);
    assertThat(sparedAfter(Duration.ofHours(2))).isEqualTo(9);
    assertThat(sparedAfter(Duration.ofHours(20))).isEqualTo(15);
    assertThat(pace(Tenants.of(List.of("another"))).pollsSpared()).isZero();
  }

  @Test
  void byAgeATweetThatStoppedSparesTheIntervalsOfEachTier() {
    world.zone("aged", Cadence.AGE_TIER);
    world.deliver("aged", world.post(1, dead()));
    world.clock.advance(Duration.ofMinutes(10));
    world.pass().runDue();

    assertThat(sparedAfter(Duration.ofMinutes(50))).isEqualTo(5);
    assertThat(sparedAfter(Duration.ofHours(3))).isEqualTo(5 + 6);
    assertThat(sparedAfter(Duration.ofHours(8))).isEqualTo(5 + 6 + 8);
    assertThat(sparedAfter(Duration.ofHours(8))).isEqualTo(5 + 6 + 8);
  }

  @Test
  void aTweetThatIsTrackedSparesNothing() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    world.deliver("hourly", world.post(1, growing(50)));
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();

    assertThat(sparedAfter(Duration.ofHours(3))).isZero();
  }

  @Test
  void deliveriesCountForAQuarterOfAnHourAndLotsAreOverdueAfterTheirPatience() {
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
