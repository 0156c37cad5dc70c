package io.tidemark.profiles.sync;

import io.tidemark.jobs.Claim;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Jobs;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A step in the hands of this process: it writes for as long as the cascade's claim stands. */
record Held(
    Pool pool, JobStore timers, Claim claim, Job step, BooleanSupplier stopping, Runnable gotOn) {

  /**
   * Writes something, with which the step got on.
   *
   * @return fails with {@link LeaseLostException} when another process has the cascade
   */
  <T> Future<T> write(Function<SqlConnection, Future<T>> work) {
    return pool.withTransaction(
            transaction ->
                timers
                    .lockClaims(transaction, List.of(claim))
                    .compose(
                        held ->
                            held.isEmpty()
                                ? Future.failedFuture(new LeaseLostException(Jobs.TIMER, 1))
                                : work.apply(transaction)))
        .onComplete(written -> gotOn.run());
  }
}
