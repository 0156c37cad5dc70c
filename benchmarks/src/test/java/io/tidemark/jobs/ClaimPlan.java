package io.tidemark.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL does for a claim. Stands beside {@link JobStore} to see its statement. */
public final class ClaimPlan {

  private ClaimPlan() {}

  /** One claim of 200, planned as for everybody: the same for any values. */
  public static List<String> explained(HikariDataSource database) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = force_generic_plan");
      statement.execute(
          "prepare claim (text, timestamptz, timestamptz, bigint, float8, integer) as "
              + JobStore.CLAIM);
      try (var rows =
          statement.executeQuery(
              "explain (analyze, buffers) execute claim"
                  + " ('lot', now() - interval '1 hour', now(), 200, 60000, null)")) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      statement.execute("deallocate claim");
      statement.execute("reset plan_cache_mode");
    }
    return lines;
  }
}
