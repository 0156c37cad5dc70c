package io.tidemark.benchmarks.environment;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Plain JDBC connections. */
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
        // Statements are prepared on first use, with binary transfer.
        "jdbc:postgresql://%s:%d%s?prepareThreshold=-1"
            .formatted(url.getHost(), url.getPort(), url.getPath()),
        login[0],
        login[1]);
  }

  /** Runs statements without a result. */
  public static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs statements without a result on a new connection. */
  public static void run(String database, String sql) throws SQLException {
    try (Connection connection = open(database)) {
      run(connection, sql);
    }
  }

  /** The only row of a query, by column; null counts as 0. */
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
