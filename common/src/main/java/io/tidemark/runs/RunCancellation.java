package io.tidemark.runs;

import io.tidemark.jobs.JobSchedule;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;

/**
 * Ends a run of any kind before its work is done. The process that works on it can write nothing
 * more, because its claim is gone with the timer; what it has written stays.
 */
public final class RunCancellation {

  private RunCancellation() {}

  /**
   * Cancels a run, together with the job of it.
   *
   * @param kind the kind of its timer
   * @param end ends the run and its open items unless it has ended
   */
  public static Future<Void> cancel(
      Pool pool, String kind, long run, Function<SqlConnection, Future<?>> end) {
    var timer = new JobSchedule(kind);
    return pool.withTransaction(
        transaction ->
            timer
                .lock(transaction, List.of(run))
                .compose(locked -> end.apply(transaction))
                .compose(ended -> timer.end(transaction, run)));
  }
}
