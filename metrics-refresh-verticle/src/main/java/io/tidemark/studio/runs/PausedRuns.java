package io.tidemark.studio.runs;

import io.tidemark.jobs.PausedJobs;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Retries runs and accounts when the pause of a credential is ended early. */
public final class PausedRuns {

  // A run may start to wait just after its accounts were freed. The query therefore looks for a run
  // with an account that is not paused, and not for the reason, which only the accounts have.
  private static final PausedJobs TIMERS =
      new PausedJobs(
          Runs.TIMER,
          """
          select run.id
          from studio_runs run
          where $1 <> ''
            and run.status = 'running'
            and run.waiting_until is not null
            and exists (
              select
              from studio_run_accounts part
              join studio_accounts account on account.id = part.account_id
              where part.run_id = run.id
                and part.status = 'pending'
                and (account.paused_until is null or account.paused_until <= $2))
          """);

  private static final String FREE =
      """
      update studio_accounts
      set paused_until = null,
          pause_reason = null
      where pause_reason = $1
        and paused_until > $2
      """;

  private PausedRuns() {}

  /**
   * Frees accounts that wait for the ended pause, and makes the runs due that wait for them.
   * Repeating the call is harmless.
   *
   * @param reason of the pause, as stored with the accounts
   * @return how many runs were made due
   */
  public static Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(FREE)
        .execute(Tuple.of(reason, Times.utc(now)))
        .compose(freed -> TIMERS.dueNow(pool, reason, now));
  }
}
