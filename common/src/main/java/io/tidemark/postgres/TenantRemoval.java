package io.tidemark.postgres;

import io.tidemark.flow.EachOf;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes all rows of a tenant in steps, its own row last. Each step is a transaction of its own
 * that deletes a bounded number of rows and counts them, so that no statement runs into its time
 * limit and no lock is held for long. If a process stops in the middle, the next removal of the
 * same tenant deletes the remaining rows.
 */
public final class TenantRemoval {

  private static final Logger log = LoggerFactory.getLogger(TenantRemoval.class);

  /** Rows of one step, without those that a cascade deletes. */
  public static final int ROWS = 500;

  /**
   * One kind of rows.
   *
   * @param sql deletes at most {@code $2} rows of the tenant {@code $1}. If it walks, it takes rows
   *     whose id is above {@code $3}, in the order of their ids, and returns the ids
   * @param walks whether the rows remain after the step; they are not counted as deleted
   */
  public record Step(String sql, boolean walks) {

    /** A step that deletes the rows it takes. */
    public static Step of(String sql) {
      return new Step(sql, false);
    }

    /** A step that walks. */
    public static Step walking(String sql) {
      return new Step(sql, true);
    }

    /**
     * Deletes the rows of a table.
     *
     * @param id a column that identifies a row, or ctid
     * @param tenant the column with the id of the tenant
     */
    public static Step rows(String table, String id, String tenant) {
      return of(
          """
          delete from %1$s
          where %2$s = any (array(select %2$s from %1$s where %3$s = $1 limit $2))
          """
              .formatted(table, id, tenant));
    }
  }

  private final Pool pool;
  private final String noun;
  private final String table;
  private final List<Step> steps;
  private final int rows;

  /**
   * @param noun what a tenant is called in the log, such as zone
   * @param table of the tenants; has the columns id, status and rows_deleted
   * @param steps in the order in which the rows refer to each other, without that of the tenants
   * @param rows deleted in one step
   */
  public TenantRemoval(Pool pool, String noun, String table, List<Step> steps, int rows) {
    this.pool = pool;
    this.noun = noun;
    this.table = table;
    // The last step fails, and is retried at the next run, while rows still refer to the tenant: a
    // concurrent transaction that saw it active may still be writing.
    this.steps =
        Stream.concat(
                steps.stream(),
                Stream.of(
                    Step.of(
                        """
                        delete from %1$s
                        where id = any (array(
                          select id from %1$s where id = $1 and status = 'deleting' limit $2))
                        """
                            .formatted(table))))
            .toList();
    this.rows = rows;
  }

  /**
   * Marks a tenant as being deleted.
   *
   * @return false when there is no such tenant
   */
  public Future<Boolean> begin(SqlConnection transaction, String tenant) {
    return transaction
        .preparedQuery("update %s set status = 'deleting' where id = $1".formatted(table))
        .execute(Tuple.of(tenant))
        .map(marked -> marked.rowCount() == 1);
  }

  /**
   * Deletes the rows of all tenants that are being deleted. A failure of one does not affect the
   * others. Runs on a virtual thread.
   *
   * @throws IllegalStateException after all were tried, when one failed
   */
  public void runAll() {
    EachOf.run(
        pool.query("select id from %s where status = 'deleting' order by id".formatted(table))
            .execute()
            .await(),
        row -> {
          String tenant = row.getString("id");
          long deleted = run(tenant);
          log.atInfo()
              .addKeyValue(noun, tenant)
              .addKeyValue("rows", deleted)
              .log("A {} was deleted", noun);
        },
        (row, problem) ->
            log.atWarn()
                .addKeyValue(noun, row.getString("id"))
                .addKeyValue("problem", problem.getMessage())
                .log("Not all rows of a {} could be deleted; they are retried", noun),
        "Rows could not be deleted");
  }

  private long run(String tenant) {
    long deleted = 0;
    for (Step step : steps) {
      deleted += run(tenant, step);
    }
    return deleted;
  }

  private long run(String tenant, Step step) {
    long deleted = 0;
    long after = 0;
    while (true) {
      Tuple parameters = Tuple.of(tenant, rows);
      if (step.walks()) {
        parameters.addLong(after);
      }
      RowSet<Row> done =
          pool.withTransaction(transaction -> run(transaction, tenant, step, parameters)).await();
      deleted += step.walks() ? 0 : done.rowCount();
      if (done.rowCount() < rows) {
        return deleted;
      }
      if (step.walks()) {
        for (Row row : done) {
          after = Math.max(after, row.getLong("id"));
        }
      }
    }
  }

  private Future<RowSet<Row>> run(
      SqlConnection transaction, String tenant, Step step, Tuple parameters) {
    return transaction
        .preparedQuery(step.sql())
        .execute(parameters)
        .compose(
            done ->
                step.walks() || done.rowCount() == 0
                    ? Future.succeededFuture(done)
                    : transaction
                        .preparedQuery(
                            "update %s set rows_deleted = rows_deleted + $2 where id = $1"
                                .formatted(table))
                        .execute(Tuple.of(tenant, (long) done.rowCount()))
                        .map(done));
  }
}
