package io.tidemark.tracker.lots;

import io.micrometer.core.instrument.Tags;
import io.tidemark.boot.AppContext;
import io.tidemark.telemetry.MeasuredGauge;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;

/**
 * Measures how many lots are overdue: due for longer than lots wait to share calls, and held by no
 * tracker. Lots that wait for a platform have a later due time and are not counted.
 */
public final class OverdueLots {

  /** Longer than the longest delay for which lots wait to share calls. */
  private static final Duration OVERDUE = Duration.ofMinutes(2);

  private static final Duration EVERY = Duration.ofSeconds(15);

  // A backlog of millions is not counted to its end.
  private static final String COUNT =
      """
      select count(*)
      from (
        select
        from timers
        where kind = $1
          and due_at < $2
          and (leased_until is null or leased_until < clock_timestamp())
        limit 10000) overdue
      """;

  private OverdueLots() {}

  /**
   * Starts measuring {@code tidemark.lots.overdue}; ends when the calling verticle is undeployed.
   * Gateways measure it too: the trackers may all be gone.
   */
  public static void watch(AppContext app) {
    MeasuredGauge.watch(
        app.vertx(),
        app.meters(),
        "tidemark.lots.overdue",
        Tags.empty(),
        EVERY,
        () -> count(app).map(Long::doubleValue));
  }

  /** The number of overdue lots, at most 10,000. */
  public static Future<Long> count(AppContext app) {
    return app.pool()
        .preparedQuery(COUNT)
        .execute(
            Tuple.of(Lots.TIMER, app.clock().instant().minus(OVERDUE).atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
