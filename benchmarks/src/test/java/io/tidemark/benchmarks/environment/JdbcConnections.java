package io.tidemark.benchmarks.environment;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** The database as anybody would reach it. */
public final class JdbcConnections {

  private JdbcConnections() {}

  /**
   * Opens a connection.
   *
   * @param database as {@code postgresql://user:password@host:port/name}
   */
  public static Connection open(String database) throws SQLException {
    URI url = URI.create(database);
    String[] login = url.getUserInfo().split(":", 2);
    return DriverManager.getConnection(
        // Prepared on the server from the first time on, and sent as numbers, not as texts.
        "jdbc:postgresql://%s:%d%s?prepareThreshold=-1"
            .formatted(url.getHost(), url.getPort(), url.getPath()),
        login[0],
        login[1]);
  }

  /** Runs statements that bring nothing back. */
  public static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs statements that bring nothing back, on a connection of their own. */
  public static void run(String database, String sql) throws SQLException {
    try (Connection connection = open(database)) {
      run(connection, sql);
    }
  }

  /** The only row of a query, column by column; a null counts as 0. */
  public static Map<String, Long> row(String database, String query) throws SQLException {
    try (Connection connection = open(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      Map<String, Long> row = new TreeMap<>();
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        row.put(rows.getMetaData().getColumnLabel(column), rows.getLong(column));
      }
      return row;
    }
  }
}
