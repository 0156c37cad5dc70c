package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes all rows of one owner in steps. Each step is a transaction of its own that takes a
 * bounded number of rows and counts them, so that no statement runs into its time limit and no lock
 * is held for long. A process that ends in the middle leaves the remaining rows to the next removal
 * of the same owner. On a virtual thread.
 */
public final class Removal {

  private static final Logger log = LoggerFactory.getLogger(Removal.class);

  /** Rows of one step; what hangs on them comes on top. */
  public static final int ROWS = 500;

  /**
   * One kind of rows.
   *
   * @param sql takes at most {@code $2} rows of the owner {@code $1}. One that walks takes those
   *     whose id is above {@code $3}, in the order of their ids, and returns the ids.
   * @param walks whether the rows stay after the step; they are not counted as deleted
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

  /**
   * Takes all steps of each owner. One that fails does not keep those after it.
   *
   * @param removed told of each owner of which nothing is left, and how many rows that were
   * @throws IllegalStateException after all had their turn, when one failed; the others of which
   *     nothing is left are done
   */
  public void runAll(List<String> owners, ObjLongConsumer<String> removed) {
    Exception first = null;
    for (String owner : owners) {
      try {
        removed.accept(owner, run(owner));
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("owner", owner)
            .addKeyValue("problem", problem.getMessage())
            .log("The rows of an owner could not all be deleted; it is tried again");
        first = first == null ? problem : first;
      }
    }
    if (first != null) {
      throw new IllegalStateException("Rows could not be deleted: " + first.getMessage(), first);
    }
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

  private Future<RowSet<Row>> take(
      SqlConnection transaction, String owner, Step step, Tuple parameters) {
    return transaction
        .preparedQuery(step.sql())
        .execute(parameters)
        .compose(
            done ->
                step.walks() || done.rowCount() == 0
                    ? Future.succeededFuture(done)
                    : transaction
                        .preparedQuery(count)
                        .execute(Tuple.of(owner, (long) done.rowCount()))
                        .map(done));
  }
}
