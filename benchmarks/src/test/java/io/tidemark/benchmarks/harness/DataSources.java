package io.tidemark.benchmarks.harness;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.SQLException;
import javax.sql.DataSource;

/** JDBC access to databases. */
public final class DataSources {

  private DataSources() {}

  /**
   * @param url as {@link io.tidemark.stores.LocalStores#newDatabase()} gives it
   * @param connections size of the pool; all connections are opened at the start
   */
  public static HikariDataSource pool(String url, int connections) {
    URI server = URI.create(url);
    String[] login = server.getUserInfo().split(":", 2);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://%s:%d%s"
            .formatted(server.getHost(), server.getPort(), server.getPath()));
    config.setUsername(login[0]);
    config.setPassword(login[1]);
    config.setMaximumPoolSize(connections);
    return new HikariDataSource(config);
  }

  /** Runs statements, each in its own transaction. */
  public static void run(DataSource database, String... statements) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The number that a query returns. */
  public static long number(DataSource database, String query) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
