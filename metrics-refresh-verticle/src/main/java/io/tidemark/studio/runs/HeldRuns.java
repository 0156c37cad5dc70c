package io.tidemark.studio.runs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Runs and accounts that wait until a credential's pause is over. */
public final class HeldRuns {

  private HeldRuns() {}

  // A run may have been written after its accounts were freed: it waits although none of them does.
  // A timer that is claimed or locked is left out: this is done again when that claim has ended
  // (ended_pauses).
  private static final String DUE_NOW =
      """
      with freed as (
        update studio_accounts
        set paused_until = null,
            pause_reason = null
        where pause_reason = $1
          and paused_until > $2
        returning id
      ), held as (
        select timer.subject
        from studio_runs run
        join timers timer on timer.kind = 'studio-run' and timer.subject = run.id
        where run.status = 'running'
          and run.waiting_until is not null
          and timer.due_at > $2
          and exists (
            select
            from studio_run_accounts part
            join studio_accounts account on account.id = part.account_id
            where part.run_id = run.id
              and part.status = 'pending'
              and (account.paused_until is null
                or account.paused_until <= $2
                or account.id in (select id from freed)))
        order by timer.subject
        for update of timer skip locked
      )
      update timers
      set due_at = $2
      from held
      where timers.kind = 'studio-run'
        and timers.subject = held.subject
      """;

  /**
   * Ends the waiting of accounts for a pause which has ended before its time, and makes the runs
   * due that wait for them.
   *
   * @param reason of the pause, which is what the accounts say they wait for
   * @return how many runs there were
   */
  public static Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(DUE_NOW)
        .execute(Tuple.of(reason, Times.utc(now)))
        .map(rows -> rows.rowCount());
  }
}
