package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.tidemark.tracker.sweeps.SyncStats.Aggregate;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log and the figures of sweeps, and how long they are kept. */
@Tag("server")
class SyncRecordsTest {

  private final SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  @Test
  void figuresAreSummedAsAWholeAndDayByDay() {
    dao.daosWithATweet(2);
    dao.dao("nobody");
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();
    dao.world.clock.advance(Duration.ofDays(1));
    dao.sweep();

    var stats = new SyncStats(dao.world.stores.pool());
    Aggregate all =
        await(stats.between(TrackerWorld.START, dao.world.clock.instant().plusSeconds(1)));

    assertThat(all.days())
        .extracting(SyncStats.Day::day)
        .containsExactly(LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 3));
    assertThat(all.days().getFirst().sums()).isEqualTo(new SyncStats.Sums(2, 4, 2, 2, 3 + 3, 0, 2));
    assertThat(all.total()).isEqualTo(new SyncStats.Sums(3, 6, 4, 2, 9, 0, 3));
    assertThat(await(stats.between(TrackerWorld.START, TrackerWorld.START)).total())
        .isEqualTo(new SyncStats.Sums(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void theLogIsReadNewestFirstAndByLevel() {
    dao.daosWithATweet(1);
    dao.dao("nobody");
    long cycle = dao.sweep();
    var logs = new SyncLogs(dao.world.stores.pool());

    assertThat(await(logs.latest(null, 2)))
        .extracting(SyncLogs.Entry::message)
        .containsExactly("1 of 2 DAOs were swept", "A DAO was swept");
    assertThat(
            dao.world
                .stores
                .app()
                .meters()
                .get("tidemark.runs.ended")
                .tags("kind", "sweep", "status", "partial")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(await(logs.latest(Level.ERROR, 10)))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.sweep()).isEqualTo(cycle);
              assertThat(entry.daoSlug()).isEqualTo("nobody");
              assertThat(entry.data().getString("handle")).isEqualTo("nobody");
              assertThat(entry.at()).isEqualTo(TrackerWorld.START);
            });
  }

  @Test
  void logsAndSweepsGoAfterTheirRetentionAndFiguresStay() {
    dao.daosWithATweet(1);
    dao.sweep();
    dao.world.clock.advance(Duration.ofDays(29));
    dao.sweep();
    dao.world.clock.advance(Duration.ofDays(2));

    await(dao.sweeps.tidy());

    assertThat(dao.number("select count(*) from dao_sync_cycles")).isEqualTo(1);
    assertThat(dao.number("select count(*) from dao_sync_progress")).isEqualTo(1);
    assertThat(dao.number("select count(distinct cycle_id) from dao_sync_logs")).isEqualTo(1);
    assertThat(dao.number("select count(*) from dao_sync_stats")).isEqualTo(2);
    assertThat(dao.number("select count(*) from dao_tweet_snapshots"))
        .as("the readings of the first cycle went with their partition")
        .isZero();
  }
}
