package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/** How far the standbys of the database are behind. */
public final class StandbyLag {

  // A role without pg_monitor sees that there are standbys, but not where they are.
  private static final String READ =
      """
      select coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 'NaN')::float8
      from pg_stat_replication
      """;

  private StandbyLag() {}

  /**
   * Bytes of the write-ahead log that the slowest connected standby has not replayed; NaN when none
   * is connected, or the role may not see it.
   */
  public static Future<Double> bytes(Pool pool) {
    return pool.query(READ).execute().map(rows -> rows.iterator().next().getDouble(0));
  }
}
