package io.tidemark.tracker.reads;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * The current throughput and backlog.
 *
 * @param deliveriesPerMinute the mean over the last 15 minutes
 * @param lotsOverdue lots that have been due for longer than allowed
 */
public record Throughput(double deliveriesPerMinute, long lotsOverdue) {

  static final String READ =
      """
      select
        (select count(*)
          from webhook_deliveries
          where received_at > $1::timestamptz - interval '15 minutes'
            and received_at <= $1
            and ($3::text[] is null or zone_id = any ($3)))::float8 / 15 as per_minute,
        (select count(*)
          from timers timer
          cross join lateral (
            select
            where $3::text[] is null
            union all
            select
            from twitter_lots lot
            where lot.id = timer.subject
              and lot.zone_id = any ($3)) theirs
          where timer.kind = 'lot'
            and timer.due_at <= $2) as overdue
      """;

  /**
   * Reads the throughput and the backlog.
   *
   * @param overdueAfter how long a lot may be due before it counts as overdue
   * @param only the zones that count
   */
  public static Future<Throughput> read(
      Pool pool, Instant now, Duration overdueAfter, Tenants only) {
    return pool.preparedQuery(READ)
        .execute(
            Tuple.of(
                Times.utc(now), Times.utc(now.minus(overdueAfter)), (Object) only.toArrayOrNull()))
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new Throughput(row.getDouble("per_minute"), row.getLong("overdue"));
            });
  }
}
