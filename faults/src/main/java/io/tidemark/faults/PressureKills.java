package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.faults.PressureLots.DueLots;
import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kills of trackers under load, and how soon the lots that they held were recorded by others. */
final class PressureKills {

  /** The last kill has so much of the phase after it. */
  private static final Duration TO_RECOVER = Duration.ofSeconds(5);

  /**
   * @param at by the database's clock
   * @param lots that the process held
   */
  private record Kill(Instant at, List<Long> lots) {}

  private final Database database;
  private final LocalCluster cluster;
  private final WorldClock clock;
  private final List<Kill> kills = new ArrayList<>();

  PressureKills(Database database, LocalCluster cluster, WorldClock clock) {
    this.database = database;
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Kills at an interval during a phase; the phase is over before its thread is joined. */
  Thread begin(DueLots due, @Nullable Duration every) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (every != null
                    && clock.instant().plus(every).plus(TO_RECOVER).isBefore(due.until())) {
                  RealTime.sleep(every);
                  killOne();
                }
              } catch (SQLException e) {
                throw new IllegalStateException("the lots of a killed process are not known", e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static final String HELD =
      """
      select clock_timestamp() as at, array_agg(subject) as lots
      from timers
      where kind = 'lot'
        and leased_until is not null
        and holder = ?
      """;

  private void killOne() throws SQLException, InterruptedException {
    try (Connection connection = database.connect();
        var held = connection.prepareStatement(HELD)) {
      ClusterProcess victim = holder(connection);
      // Its name is taken from it when it is declared dead.
      held.setLong(1, idOf(connection, victim));
      victim.process().destroyForcibly().onExit().join();
      try (ResultSet row = held.executeQuery()) {
        row.next();
        Array lots = row.getArray("lots");
        kills.add(
            new Kill(
                row.getTimestamp("at").toInstant(),
                lots == null ? List.of() : List.of((Long[]) lots.getArray())));
      }
      cluster.again(victim, Map.of());
    }
  }

  private static long idOf(Connection connection, ClusterProcess process) throws SQLException {
    return Database.number(
        connection,
        "select coalesce(max(id), 0) from processes where name like '%%-%d-%%'"
            .formatted(process.process().pid()));
  }

  private ClusterProcess holder(Connection connection) throws SQLException, InterruptedException {
    while (true) {
      for (ClusterProcess member : cluster.members()) {
        if (member.process().isAlive()
            && Database.number(
                    connection,
                    "select count(*) from timers where kind = 'lot' and leased_until is not null"
                        + " and holder = %d".formatted(idOf(connection, member)))
                > 0) {
          return member;
        }
      }
      RealTime.sleep(Duration.ofMillis(1));
    }
  }

  private static final String RECORDED =
      """
      select extract(epoch from pg_xact_commit_timestamp(xmin) - ?::timestamptz)::float8
      from twitter_engagement_history
      where tweet_id = any (?)
      """;

  /** The seconds from each kill until the lots that were held then were recorded, ascending. */
  List<Double> recoveries() throws SQLException {
    List<Double> seconds = new ArrayList<>();
    try (Connection connection = database.connect();
        var statement = connection.prepareStatement(RECORDED)) {
      for (Kill kill : kills) {
        statement.setTimestamp(1, Timestamp.from(kill.at));
        statement.setArray(2, connection.createArrayOf("bigint", kill.lots.toArray()));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            seconds.add(Math.max(0, rows.getDouble(1)));
          }
        }
      }
    }
    seconds.sort(Double::compare);
    return seconds;
  }

  /** A text for the terminal. */
  String text() throws SQLException {
    List<Double> seconds = recoveries();
    return seconds.isEmpty()
        ? "  no kill hit a lot"
        : "  %d kills, %d lots held; killed to recorded (s) p50 %.3f, p99 %.3f, most %.3f"
            .formatted(
                kills.size(),
                seconds.size(),
                seconds.get(seconds.size() / 2),
                seconds.get((int) (seconds.size() * 0.99)),
                seconds.getLast());
  }
}
