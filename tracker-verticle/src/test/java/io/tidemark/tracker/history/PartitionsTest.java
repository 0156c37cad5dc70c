package io.tidemark.tracker.history;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.jobs.JobWorker;
import io.tidemark.postgres.Maintenance;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class PartitionsTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void theyAreMadeAWeekAheadByAnyNumberOfProcessesAtOnce() {
    world.clock.advance(Duration.ofDays(30)); // past those that a database of the tests has
    assertThat(await(partitions().missingDays())).isEqualTo(3);
    await(
        Future.all(
            Stream.generate(this::partitions)
                .limit(5)
                .map(pod -> pod.makeAhead(world.clock.instant()))
                .toList()));

    assertThat(days().stream().filter(day -> day.compareTo("20261109") > 0))
        .startsWith("20261201", "20261202")
        .hasSize(8)
        .endsWith("20261208");
    assertThat(await(partitions().missingDays())).isZero();
  }

  @Test
  void snapshotsPastTheirRetentionGoWithTheirPartition() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(3, growing(5)));
    JobWorker pass = world.pass();
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

  /** A dump, a report or an export reads in a transaction while its day is to go. */
  @ParameterizedTest
  @ValueSource(strings = {Partitions.HISTORY, DaoSnapshots.TABLE})
  void aReaderHoldsRetentionUpOnlyForAsLongAsItReads(String table) {
    Partitions partitions = partitions(table);
    await(partitions.makeAhead(world.clock.instant()));
    world.clock.advance(Duration.ofDays(33));
    await(partitions.makeAhead(world.clock.instant()));
    SqlConnection reader = await(world.stores.pool().getConnection());
    await(reader.query("begin").execute());
    await(reader.query("select count(*) from " + table).execute());

    assertThatThrownBy(() -> await(partitions.dropOld())).hasMessageContaining("lock timeout");
    assertThat(pending(table)).containsExactly("20261101");
    // The next duties come while it still reads, and find a detach that is pending.
    assertThatThrownBy(() -> await(partitions.dropOld())).hasMessageContaining("lock timeout");
    assertThat(await(partitions.overdueDays())).isEqualTo(4);

    await(reader.query("commit").execute());
    await(reader.close());
    assertThat(await(partitions.dropOld())).isEqualTo(4);
    assertThat(await(partitions.overdueDays())).isZero();
    assertThat(days(table)).doesNotContain("20261101", "20261104").contains("20261105");
    assertThat(pending(table)).isEmpty();
  }

  @Test
  void aDayThatCannotBeDroppedDoesNotKeepTheOthers() {
    Partitions partitions = partitions();
    await(partitions.makeAhead(world.clock.instant()));
    world.stores.sql(
        "create view of_an_analyst as select * from twitter_engagement_history_20261102");
    world.clock.advance(Duration.ofDays(33));

    assertThatThrownBy(() -> await(partitions.dropOld())).hasMessageContaining("depend");

    assertThat(days()).startsWith("20261102", "20261105");
    assertThat(await(partitions.overdueDays())).isEqualTo(3);
    world.stores.sql("drop view of_an_analyst");
    assertThat(await(partitions.dropOld())).isOne();
  }

  @Test
  void aStatementThatTakesLongerThanOthersMayIsNotCutOff() {
    assertThat(
            await(
                    world
                        .stores
                        .app()
                        .maintenance()
                        .withConnection(
                            connection ->
                                connection
                                    .query(
                                        "select current_setting('statement_timeout'),"
                                            + " current_setting('lock_timeout')")
                                    .execute()))
                .iterator()
                .next()
                .deepToString())
        .isEqualTo("[0,10s]");
  }

  private List<String> pending(String table) {
    return world
        .stores
        .sql(
            "select right(relname, 8) from pg_inherits join pg_class on oid = inhrelid where"
                + " inhdetachpending and inhparent = '%s'::regclass".formatted(table))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void aClockThatRunsFarAheadFindsAPlaceForItsSnapshots() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.clock.advance(Duration.ofDays(100));
    world.deliver("brand", world.post(1, growing(5)));
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(1);
  }

  private Partitions partitions() {
    return partitions(Partitions.HISTORY);
  }

  /** With little time for locks, so that a test need not wait for it. */
  private Partitions partitions(String table) {
    return new Partitions(
        world.stores.pool(),
        new Maintenance(
            world.stores.vertx(), URI.create(world.stores.postgresUrl()), Duration.ofMillis(200)),
        world.clock,
        Duration.ofDays(30),
        table);
  }

  private List<String> days() {
    return days(Partitions.HISTORY);
  }

  private List<String> days(String table) {
    return world
        .stores
        .sql(
            "select right(relname, 8) from pg_class where relkind = 'r' and relname ~ '^%s_[0-9]+$'"
                    .formatted(table)
                + " order by 1")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
