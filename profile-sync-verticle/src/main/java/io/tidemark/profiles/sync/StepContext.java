package io.tidemark.profiles.sync;

import io.tidemark.jobs.JobContext;
import io.tidemark.profiles.jobs.Job;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;

/** A step of a claimed cascade. */
record StepContext(JobContext job, Pool pool, Job step) {

  /** As {@link JobContext#write}. */
  <T> Future<T> write(Function<SqlConnection, Future<T>> work) {
    return job.write(work);
  }

  /** As {@link JobContext#stopping}. */
  boolean stopping() {
    return job.stopping();
  }
}
