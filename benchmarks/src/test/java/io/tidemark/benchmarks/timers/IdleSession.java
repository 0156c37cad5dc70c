package io.tidemark.benchmarks.timers;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A session that is idle in a transaction after a read. */
final class IdleSession implements AutoCloseable {

  private final Connection connection;
  private final long began = System.nanoTime();

  private IdleSession(Connection connection) {
    this.connection = connection;
  }

  static IdleSession begin(DataSource database) throws SQLException {
    Connection connection = database.getConnection();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (var statement = connection.createStatement()) {
      statement.execute("create temporary table lunch (at timestamptz)");
      statement.execute("select count(*) from timers");
    }
    return new IdleSession(connection);
  }

  long seconds() {
    return Duration.ofNanos(System.nanoTime() - began).toSeconds();
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
