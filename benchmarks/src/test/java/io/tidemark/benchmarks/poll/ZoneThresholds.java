package io.tidemark.benchmarks.poll;

import io.tidemark.benchmarks.environment.JdbcConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The cached P25 of zones, for contestants without a tracker. */
final class ZoneThresholds {

  private ZoneThresholds() {}

  private static final String P25 =
      """
      select zone_id,
        greatest(1, percentile_cont(0.25) within group (order by total_engagement))
      from twitter_tweets
      group by zone_id
      """;

  static Map<String, Double> thresholds(String database) throws SQLException {
    try (Connection connection = JdbcConnections.open(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(P25)) {
      Map<String, Double> thresholds = new HashMap<>();
      while (rows.next()) {
        thresholds.put(rows.getString(1), rows.getDouble(2));
      }
      return thresholds;
    }
  }
}
