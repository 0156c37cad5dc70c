package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.RunLot;
import io.tidemark.jobs.JobWorker;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many tweets a pass polls, and a transaction writes. */
@Tag("server")
class PassSizeTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void aZone() {
    world.zone("brand", Cadence.HOURLY_LOT);
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aPassTakesTheLotsThatFitAndTheOthersAtOnceAfterIt() {
    for (int lot = 0; lot < 4; lot++) {
      world.deliver("brand", world.post(2_000, growing(5)));
    }
    world.clock.advance(Duration.ofHours(1));
    JobWorker pass = world.pass();

    pass.runDue();

    assertThat(world.snapshots()).as("two whole lots").isEqualTo(4_000);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
    assertThat(pass.runDue()).isEqualTo(2);
    assertThat(world.snapshots()).isEqualTo(8_000);
    assertThat(dueTimes()).containsOnly(TrackerWorld.START.plus(Duration.ofHours(2)));
  }

  @Test
  void aLotLargerThanAPassHasItsRoundInPartsOfAPass() {
    long large = LotPoller.MOST_TWEETS + 500;
    world.deliver("brand", world.post((int) large, growing(5)));
    world.zone("other", Cadence.HOURLY_LOT);
    world.deliver("other", world.post(1, growing(5)));
    world.clock.advance(Duration.ofHours(1));
    JobWorker pass = world.pass();

    pass.runDue();
    assertThat(world.snapshots()).isEqualTo(LotPoller.MOST_TWEETS);
    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(large + 1);
    assertThat(mostSnapshotsOfATransaction()).isEqualTo(LotPoller.MOST_TWEETS);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_tracking where update_count <> 1"))
        .isZero();
    assertThat(dueTimes()).containsOnly(TrackerWorld.START.plus(Duration.ofHours(2)));
  }

  @Test
  void aTriggeredRoundOfALargeLotIsWrittenInParts() {
    long large = LotPoller.MOST_TWEETS + 500;
    long lot = world.deliver("brand", world.post((int) large, growing(5))).lotId();

    var runs = new TriggeredRuns(world.stores.app(), world.poller());
    assertThat(runs.runLot(new RunLot(lot, "brand", null, 1)).updated()).isEqualTo((int) large);

    assertThat(world.snapshots()).isEqualTo(large);
    assertThat(mostSnapshotsOfATransaction()).isLessThanOrEqualTo(LotPoller.MOST_TWEETS);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
  }

  private long mostSnapshotsOfATransaction() {
    return world.stores.number(
        """
        select max(snapshots)
        from (
          select count(*) as snapshots
          from twitter_engagement_history
          group by xmin::text) written
        """);
  }

  private List<Instant> dueTimes() {
    return world.stores.sql("select due_at from timers where kind = 'lot'").stream()
        .map(row -> row.getOffsetDateTime(0).toInstant())
        .toList();
  }
}
