package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Lots that were put back until a credential's pause is over. */
public final class HeldLots {

  private HeldLots() {}

  // A timer that is claimed or locked is left out: this is done again when that claim has ended
  // (ended_pauses).
  private static final String DUE_NOW =
      """
      with held as (
        select timer.subject
        from twitter_lots lot
        join timers timer on timer.kind = 'lot' and timer.subject = lot.id
        where lot.finished_at is null
          and lot.waiting_reason = $1
          and timer.due_at > $2
        order by timer.subject
        for update of timer skip locked
      )
      update timers
      set due_at = $2
      from held
      where timers.kind = 'lot'
        and timers.subject = held.subject
      """;

  /**
   * Makes the lots due that wait for a pause which has ended before its time.
   *
   * @param reason of the pause, which is what the lots say they wait for
   * @return how many there were
   */
  public static Future<Integer> dueNow(Pool pool, String reason, Instant now) {
    return pool.preparedQuery(DUE_NOW)
        .execute(Tuple.of(reason, Times.utc(now)))
        .map(rows -> rows.rowCount());
  }
}
