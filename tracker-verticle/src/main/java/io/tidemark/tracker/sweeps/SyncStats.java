package io.tidemark.tracker.sweeps;

import static java.util.stream.Collectors.partitioningBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The statistics of ended sweeps: dao_sync_stats. */
public final class SyncStats {

  /**
   * Sums over sweeps.
   *
   * @param durationMillis of all of them together
   * @param errors log lines of level error
   */
  public record Sums(
      @JsonProperty("cycles") int sweeps,
      long tweetsProcessed,
      long tweetsUpdated,
      long tweetsAdded,
      long requestsUsed,
      @JsonProperty("duration_ms") long durationMillis,
      long errors) {}

  /** The sweeps that ended on one UTC day. */
  public record Day(
      @JsonSerialize(using = ToStringSerializer.class) LocalDate day, @JsonUnwrapped Sums sums) {}

  /** The statistics of a period, in total and by day. Days without a sweep are left out. */
  public record Aggregate(Sums total, List<Day> days) {
    public Aggregate {
      days = List.copyOf(days);
    }
  }

  private final Pool pool;

  public SyncStats(Pool pool) {
    this.pool = pool;
  }

  private static final String RECORD =
      """
      insert into dao_sync_stats (
        cycle_id, trigger, dao_slug, status, started_at, finished_at, daos_swept, daos_failed,
        tweets_processed, tweets_updated, tweets_added, requests_used, duration_ms, errors)
      select sweep.id, sweep.trigger, sweep.dao_slug, sweep.status, sweep.started_at,
        sweep.finished_at,
        count(*) filter (where item.status = 'done'),
        count(*) filter (where item.status = 'failed'),
        coalesce(sum(item.tweets_processed), 0) + sweep.measured,
        coalesce(sum(item.tweets_updated), 0) + sweep.measured,
        coalesce(sum(item.tweets_added), 0),
        sweep.requests_used,
        greatest(0, extract(epoch from sweep.finished_at - sweep.started_at) * 1000)::bigint,
        array(
          select case when dao_slug is null then message else dao_slug || ': ' || message end
          from dao_sync_logs
          where cycle_id = sweep.id
            and level = 'error'
          order by id
          limit 1000)
      from dao_sync_cycles sweep
      left join dao_sync_progress item on item.cycle_id = sweep.id
      where sweep.id = $1
      group by sweep.id
      """;

  /** Adds the statistics of a sweep, in the transaction that ends it. */
  static Future<Void> record(SqlConnection transaction, long sweep) {
    return transaction.preparedQuery(RECORD).execute(Tuple.of(sweep)).mapEmpty();
  }

  private static final String BETWEEN =
      """
      select (finished_at at time zone 'UTC')::date as day,
        count(*)::int as sweeps,
        coalesce(sum(tweets_processed), 0)::bigint as tweets_processed,
        coalesce(sum(tweets_updated), 0)::bigint as tweets_updated,
        coalesce(sum(tweets_added), 0)::bigint as tweets_added,
        coalesce(sum(requests_used), 0)::bigint as requests_used,
        coalesce(sum(duration_ms), 0)::bigint as duration_ms,
        coalesce(sum(cardinality(errors)), 0)::bigint as errors
      from dao_sync_stats
      where finished_at >= $1
        and finished_at < $2
      group by grouping sets ((day), ())
      order by day
      """;

  /** The statistics of sweeps that ended at or after {@code from} and before {@code to}. */
  public Future<Aggregate> between(Instant from, Instant to) {
    return pool.preparedQuery(BETWEEN)
        .execute(Tuple.of(Times.utc(from), Times.utc(to)))
        .map(
            rows -> {
              // The row of the total has no day.
              Map<Boolean, List<Row>> byKind =
                  rows.stream().collect(partitioningBy(row -> row.getLocalDate("day") == null));
              return new Aggregate(
                  sums(byKind.get(true).getFirst()),
                  byKind.get(false).stream()
                      .map(row -> new Day(row.getLocalDate("day"), sums(row)))
                      .toList());
            });
  }

  private static Sums sums(Row row) {
    return new Sums(
        row.getInteger("sweeps"),
        row.getLong("tweets_processed"),
        row.getLong("tweets_updated"),
        row.getLong("tweets_added"),
        row.getLong("requests_used"),
        row.getLong("duration_ms"),
        row.getLong("errors"));
  }
}
