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
    return """
        with taken as (
          delete from %s returning *
        ), kept as materialized (
          select id
          from zones
          where id in (select zone_id from taken)
          order by id
          for key share
        )"""
        .formatted(table);
  }
}
