package io.tidemark.studio.runs;

import io.tidemark.jobs.PausedJobs;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Runs and accounts that are retried when a credential's pause is over. */
public final class PausedRuns {

  // A run may have been written after its accounts were freed: it waits although none of them does.
  // That is why the reason, which only the accounts have, is not asked for.
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
   * Ends the waiting of accounts for a pause which has ended before its time, and then makes the
   * runs due that wait for them. The second may be done again without the first.
   *
   * @param reason of the pause, which is what the accounts say they wait for
   * @return how many runs there were
   */
  public static Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(FREE)
        .execute(Tuple.of(reason, Times.utc(now)))
        .compose(freed -> TIMERS.dueNow(pool, reason, now));
  }
}
