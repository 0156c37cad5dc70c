package io.tidemark.profiles.sync;

import io.tidemark.jobs.JobContext;
import io.tidemark.profiles.jobs.Job;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** A step of a claimed cascade. */
record StepContext(JobContext job, Pool pool, Job step) {

  /**
   * The longest wait of a step for a platform or a model. Long enough for a rate limit; waiting for
   * a monthly quota would block other syncs for weeks.
   */
  private static final Duration LONGEST = Duration.ofHours(1);

  /** The longest time since its start in which a step may still wait. */
  private static final Duration ALTOGETHER = Duration.ofHours(6);

  /** Whether the step may wait, or ends without the platform or the model. */
  boolean mayWait(Instant until, Instant now) {
    Instant began = step.startedAt();
    return !until.isAfter(now.plus(LONGEST))
        && (began == null || now.isBefore(began.plus(ALTOGETHER)));
  }

  /** As {@link JobContext#write}. */
  <T> Future<T> write(Function<SqlConnection, Future<T>> work) {
    return job.write(work);
  }

  /** As {@link JobContext#stopping}. */
  boolean stopping() {
    return job.stopping();
  }
}
