package io.tidemark.tracker.history;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.lots.LotsPass;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PartitionsTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void theyAreMadeAWeekAheadByAnyNumberOfPodsAtOnce() {
    await(
        Future.all(
            Stream.generate(this::partitions)
                .limit(5)
                .map(pod -> pod.makeAhead(world.clock.instant()))
                .toList()));

    assertThat(days()).startsWith("20261101", "20261102").hasSize(8).endsWith("20261108");
  }

  @Test
  void readingsPastTheirRetentionGoWithTheirPartition() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(3, growing(5)));
    LotsPass pass = world.pass();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    world.clock.advance(Duration.ofDays(29));
    assertThat(await(partitions().dropOld())).isEqualTo(0);
    assertThat(world.snapshots()).isEqualTo(3);

    world.clock.advance(Duration.ofDays(2));
    assertThat(await(partitions().dropOld())).isEqualTo(2);
    assertThat(world.snapshots()).isZero();
    assertThat(days()).doesNotContain("20261102").contains("20261103");
  }

  @Test
  void whatACrashLeftDetachedIsDroppedToo() {
    await(partitions().makeAhead(world.clock.instant()));
    world.stores.sql(
        "alter table twitter_engagement_history detach partition"
            + " twitter_engagement_history_20261101");
    world.clock.advance(Duration.ofDays(31));

    await(partitions().dropOld());

    assertThat(days()).doesNotContain("20261101");
  }

  @Test
  void aClockThatRunsFarAheadFindsAPlaceForItsReadings() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.clock.advance(Duration.ofDays(100));
    world.deliver("brand", world.post(1, growing(5)));
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(1);
  }

  private Partitions partitions() {
    return new Partitions(world.stores.pool(), world.clock, Duration.ofDays(30));
  }

  private List<String> days() {
    return world
        .stores
        .sql(
            "select right(relname, 8) from pg_class where relkind = 'r' and relname ~"
                + " '^twitter_engagement_history_[0-9]+$' order by 1")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
