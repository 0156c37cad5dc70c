package io.tidemark.jobs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Jobs of one kind that are retried when a credential's pause is over. */
public final class PausedJobs {

  // A timer that is claimed or locked is left out: this is done again when that claim has ended
  // (ended_pauses).
  private static final String DUE_NOW =
      """
      with held as (
        select timer.subject
        from timers timer
        where timer.kind = '%1$s'
          and timer.due_at > $2
          and timer.subject in (%2$s)
        order by timer.subject
        for update of timer skip locked
      )
      update timers
      set due_at = $2
      from held
      where timers.kind = '%1$s'
        and timers.subject = held.subject
      """;

  private final String dueNow;

  /**
   * Names the timers; both parts are written into the statement.
   *
   * @param kind of the timers
   * @param subjects a query of the subjects that wait for the pause whose reason is {@code $1};
   *     {@code $2} is the present
   */
  public PausedJobs(String kind, String subjects) {
    this.dueNow = DUE_NOW.formatted(kind, subjects);
  }

  /**
   * Makes those due that wait for a pause which has ended before its time.
   *
   * @param reason of the pause, which is what they say they wait for
   * @return how many there were
   */
  public Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(dueNow)
        .execute(Tuple.of(reason, Times.utc(now)))
        .map(rows -> rows.rowCount());
  }
}
