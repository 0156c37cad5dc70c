package io.tidemark.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The query plan of a claim. In the package of {@link JobStore} to access its statement. */
public final class ClaimPlan {

  private ClaimPlan() {}

  /** A claim of 200 with the generic plan. */
  public static List<String> explained(HikariDataSource database) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = force_generic_plan");
      statement.execute(
          "prepare claim (text, float8, integer, timestamptz, timestamptz, bigint) as "
              + JobStore.CLAIM);
      try (var rows =
          statement.executeQuery(
              "explain (analyze, buffers) execute claim"
                  + " ('lot', 60000, null, now() - interval '1 hour', now(), 200)")) {
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
