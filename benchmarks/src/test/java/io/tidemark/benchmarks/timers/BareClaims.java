package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.RoundResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * The minimal statements for work that survives its process: a claim with a lease, and a deletion.
 */
final class BareClaims implements Contestant {

  private static final int CLIENTS = 4;

  private final String name;
  private final long lots;
  private final HikariDataSource database;
  private final LongAdder handled = new LongAdder();

  BareClaims(String name, String url, long lots) throws SQLException {
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
    Duration took = inParallel(CLIENTS, this::claimAndDelete);
    return new RoundResult(lots, took, WorkDone.of(handled.sum(), BareRows.due(database)));
  }

  private static final String CLAIM =
      """
      update due
      set leased_until = clock_timestamp() + interval '1 minute'
      where id = any (array(
        select id
        from due
        where due_at <= now()
          and (leased_until is null or leased_until < clock_timestamp())
        order by due_at
        limit 100
        for update skip locked))
      returning id
      """;

  private Long claimAndDelete() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement claim = connection.prepareStatement(CLAIM);
        PreparedStatement delete =
            connection.prepareStatement("delete from due where id = any (?)")) {
      long all = 0;
      while (true) {
        List<Long> claimed = new ArrayList<>();
        try (ResultSet rows = claim.executeQuery()) {
          while (rows.next()) {
            claimed.add(rows.getLong(1));
          }
        }
        if (claimed.isEmpty()) {
          return all;
        }
        handled.add(claimed.size());
        delete.setArray(1, connection.createArrayOf("bigint", claimed.toArray()));
        all += delete.executeUpdate();
      }
    }
  }

  /** Runs the same work on several clients at once; returns the duration of the slowest. */
  static Duration inParallel(int clients, Callable<Long> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      long began = System.nanoTime();
      List<Future<Long>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        running.add(threads.submit(work));
      }
      for (Future<Long> each : running) {
        each.get();
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
