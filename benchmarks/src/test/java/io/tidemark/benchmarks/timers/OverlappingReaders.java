package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.DataSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Four sessions that read in REPEATABLE READ transactions, one after the other without a pause.
 * They begin apart, so that one of them always has a snapshot that is nearly as old as it gets.
 */
final class OverlappingReaders implements AutoCloseable {

  static final int HELD_SECONDS = 8;
  private static final int READERS = 4;

  private final HikariDataSource database;
  private final ExecutorService threads = Executors.newFixedThreadPool(READERS);
  private final List<Future<?>> reading = new ArrayList<>();

  private OverlappingReaders(HikariDataSource database) {
    this.database = database;
  }

  static OverlappingReaders begin(String url) {
    var readers = new OverlappingReaders(DataSources.pool(url, READERS));
    for (int reader = 0; reader < READERS; reader++) {
      long after = TimeUnit.SECONDS.toMillis(HELD_SECONDS) * reader / READERS;
      readers.reading.add(
          readers.threads.submit(
              () -> {
                readers.read(after);
                return null;
              }));
    }
    return readers;
  }

  private void read(long afterMillis) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      Thread.sleep(afterMillis);
      while (true) {
        try (var statement = connection.createStatement()) {
          statement.execute("select count(*) from timers");
        }
        TimeUnit.SECONDS.sleep(HELD_SECONDS);
        connection.rollback();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws Exception {
    threads.shutdownNow();
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a reader does not end");
    }
    for (Future<?> reader : reading) {
      reader.get();
    }
    database.close();
  }
}
