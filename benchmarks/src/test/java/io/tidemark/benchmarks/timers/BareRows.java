package io.tidemark.benchmarks.timers;

import io.tidemark.benchmarks.harness.DataSources;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A table with only the columns that a claim needs. */
final class BareRows {

  private BareRows() {}

  static void create(DataSource database) throws SQLException {
    DataSources.run(
        database,
        """
        create table due (
          id           bigint      primary key,
          due_at       timestamptz not null,
          leased_until timestamptz
        ) with (fillfactor = 70)
        """,
        "create index due_due on due (due_at)");
  }

  static void fill(DataSource database, long lots) throws SQLException {
    DataSources.run(
        database,
        """
        insert into due (id, due_at)
        select n, now() - n * interval '1 millisecond'
        from generate_series(1, %d) as n
        """
            .formatted(lots),
        "vacuum analyze due",
        "checkpoint");
  }

  static long due(DataSource database) throws SQLException {
    return DataSources.number(database, "select count(*) from due where due_at <= now()");
  }
}
