package io.tidemark.tracker.tallies;

/** The beginning of each statement that folds rows which triggers appended to a table. */
final class AppendedRows {

  private AppendedRows() {}

  /**
   * Takes all rows out of a table, as {@code taken}. Their zones that still exist are {@code kept}:
   * they are locked until the sums are written, so that no sums remain of a zone that is deleted
   * meanwhile.
   *
   * @param table has a column {@code zone_id}
   */
  static String of(String table) {
    return of(table, "true");
  }

  /**
   * As {@link #of(String)}, of some rows: the rest is left for the next statement.
   *
   * @param most rows that are taken
   */
  static String of(String table, int most) {
    return of(table, "ctid = any (array(select ctid from %s limit %d))".formatted(table, most));
  }

  private static String of(String table, String which) {
    return """
        with taken as (
          delete from %s where %s returning *
        ), kept as materialized (
          select id
          from zones
          where id in (select zone_id from taken)
          order by id
          for key share
        )"""
        .formatted(table, which);
  }
}
