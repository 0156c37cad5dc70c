package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Deletes all rows of one owner in steps. Each step is a transaction of its own that takes a
 * bounded number of rows and counts them, so that no statement runs into its time limit and no lock
 * is held for long. A process that ends in the middle leaves the remaining rows to the next removal
 * of the same owner. On a virtual thread.
 */
public final class Removal {

  /** Rows of one step; what hangs on them comes on top. */
  public static final int ROWS = 500;

  /**
   * One kind of rows.
   *
   * @param sql takes at most {@code $2} rows of the owner {@code $1}. One that walks takes those
   *     whose id is above {@code $3}, in the order of their ids, and returns the ids.
   * @param walks whether the rows are found by their ids, as no index leads from the owner to them,
   *     or stay after the step
   */
  public record Step(String sql, boolean walks) {

    public static Step of(String sql) {
      return new Step(sql, false);
    }

    public static Step walking(String sql) {
      return new Step(sql, true);
    }
  }

  private final Pool pool;
  private final List<Step> steps;
  private final String count;
  private final int rows;

  /**
   * @param steps in the order in which the rows refer to each other
   * @param count the statement that adds {@code $2} deleted rows to the figure of the owner {@code
   *     $1}
   * @param rows of one step
   */
  public Removal(Pool pool, List<Step> steps, String count, int rows) {
    this.pool = pool;
    this.steps = List.copyOf(steps);
    this.count = count;
    this.rows = rows;
  }

  /**
   * Takes all steps.
   *
   * @return how many rows were deleted; fails when the database does, with the steps until then
   *     taken
   */
  public long run(String owner) {
    long deleted = 0;
    for (Step step : steps) {
      deleted += run(owner, step);
    }
    return deleted;
  }

  private long run(String owner, Step step) {
    long deleted = 0;
    long after = 0;
    while (true) {
      Tuple parameters = Tuple.of(owner, rows);
      if (step.walks()) {
        parameters.addLong(after);
      }
      RowSet<Row> done =
          pool.withTransaction(transaction -> take(transaction, owner, step, parameters)).await();
      deleted += done.rowCount();
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

  private Future<RowSet<Row>> take(
      SqlConnection transaction, String owner, Step step, Tuple parameters) {
    return transaction
        .preparedQuery(step.sql())
        .execute(parameters)
        .compose(
            done ->
                done.rowCount() == 0
                    ? Future.succeededFuture(done)
                    : transaction
                        .preparedQuery(count)
                        .execute(Tuple.of(owner, (long) done.rowCount()))
                        .map(done));
  }
}
