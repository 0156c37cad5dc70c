package io.tidemark.profiles.jobs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Cascades that wait until a credential's pause is over. */
public final class HeldJobs {

  private HeldJobs() {}

  // A timer that is claimed or locked is left out: this is done again when that claim has ended
  // (ended_pauses).
  private static final String DUE_NOW =
      """
      with held as (
        select timer.subject
        from timers timer
        where timer.kind = 'profile-sync'
          and timer.due_at > $2
          and exists (
            select
            from sync_jobs step
            where coalesce(step.parent_id, step.id) = timer.subject
              and step.finished_at is null
              and step.waiting_until is not null
              and step.error = $1)
        order by timer.subject
        for update of timer skip locked
      )
      update timers
      set due_at = $2
      from held
      where timers.kind = 'profile-sync'
        and timers.subject = held.subject
      """;

  /**
   * Makes the cascades due of which a step waits for a pause which has ended before its time.
   *
   * @param reason of the pause, which is what the steps say they wait for
   * @return how many there were
   */
  public static Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(DUE_NOW)
        .execute(Tuple.of(reason, Times.utc(now)))
        .map(rows -> rows.rowCount());
  }
}
