package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.RoundResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Without claims: rows are locked during the work and deleted in the same transaction. */
final class BareLocks implements Contestant {

  private static final int CLIENTS = 4;

  private final String name;
  private final long lots;
  private final HikariDataSource database;
  private final LongAdder handled = new LongAdder();

  BareLocks(String name, String url, long lots) throws SQLException {
    this.name = name;
    this.lots = lots;
    this.database = DataSources.pool(url, CLIENTS);
    BareRows.create(database);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    BareRows.fill(database, lots);
    handled.reset();
    Duration took = BareClaims.inParallel(CLIENTS, this::lockAndDelete);
    return new RoundResult(lots, took, WorkDone.of(handled.sum(), BareRows.due(database)));
  }

  private static final String TAKE =
      """
      delete from due
      where id = any (array(
        select id
        from due
        where due_at <= now()
        order by due_at
        limit 100
        for update skip locked))
      """;

  private Long lockAndDelete() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement take = connection.prepareStatement(TAKE)) {
      long all = 0;
      for (int taken = take.executeUpdate(); taken > 0; taken = take.executeUpdate()) {
        handled.add(taken);
        all += taken;
      }
      return all;
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
