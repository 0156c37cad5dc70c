package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;

import io.tidemark.boot.AppContext;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.PausedJobs;
import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The new tweets of one webhook call: twitter_lots. */
public final class Lots {

  /** The kind of a lot's timer. */
  public static final String TIMER = "lot";

  /** Lots that are retried when a credential's pause ends. */
  public static final PausedJobs PAUSED =
      new PausedJobs(
          TIMER,
          """
          select id
          from twitter_lots
          where finished_at is null
            and waiting_reason = $1
          """);

  private Lots() {}

  /** The store of a process's claims on lots. */
  public static JobStore jobStore(AppContext app) {
    return app.jobStore(TIMER, app.settings().tracker().lease());
  }

  /**
   * A lot that begins.
   *
   * @param tweets how many new tweets it has
   * @param finished whether none of the tweets will ever be polled
   */
  public record NewLot(
      String zone, long delivery, Instant arrivedAt, int tweets, boolean finished) {}

  private static final String BEGIN =
      """
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets, finished_at)
      select zone_id, delivery_id, arrived_at, tweets, case when finished then arrived_at end
      from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::int[], $5::boolean[])
        as lot (zone_id, delivery_id, arrived_at, tweets, finished)
      order by delivery_id
      returning id, delivery_id
      """;

  /**
   * Inserts lots.
   *
   * @return their ids by their deliveries
   */
  public static Future<Map<Long, Long>> begin(SqlConnection transaction, List<NewLot> lots) {
    return lots.isEmpty()
        ? Future.succeededFuture(Map.of())
        : transaction
            .preparedQuery(BEGIN)
            .execute(
                Columns.of(lots)
                    .texts(NewLot::zone)
                    .longs(NewLot::delivery)
                    .times(NewLot::arrivedAt)
                    .ints(NewLot::tweets)
                    .booleans(NewLot::finished)
                    .tuple())
            .map(
                rows ->
                    rows.stream()
                        .collect(
                            toMap(row -> row.getLong("delivery_id"), row -> row.getLong("id"))));
  }

  /**
   * The state of a lot.
   *
   * @param tweets how many it was created with
   * @param dueAt null when it has finished
   */
  record LotState(String zone, int tweets, @Nullable Instant dueAt) {}

  private static final String FIND =
      """
      select lot.zone_id, lot.tweets, timer.due_at
      from twitter_lots lot
      left join timers timer on timer.kind = 'lot' and timer.subject = lot.id
      where lot.id = $1
      """;

  static Future<Optional<LotState>> find(Pool pool, long lot) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(lot))
        .map(rows -> rows.stream().map(Lots::state).findFirst());
  }

  private static LotState state(Row row) {
    return new LotState(
        row.getString("zone_id"), row.getInteger("tweets"), Times.instantOrNull(row, "due_at"));
  }

  private static final String ORIGINS =
      """
      select delivery.traceparent
      from twitter_lots lot
      join webhook_deliveries delivery on delivery.id = lot.delivery_id
      where lot.id = any ($1::bigint[])
        and delivery.traceparent is not null
      """;

  /** The trace contexts of the deliveries that created the lots. */
  static Future<List<String>> origins(Pool pool, List<Long> lots) {
    return pool.preparedQuery(ORIGINS)
        .execute(Tuple.of((Object) lots.toArray(Long[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString("traceparent")).toList());
  }

  private static final String DUE =
      """
      select lot.id
      from timers timer
      join twitter_lots lot on lot.id = timer.subject
      where timer.kind = 'lot'
        and timer.due_at <= $2
        and %s
        and lot.zone_id = any ($1::text[])
      order by timer.due_at
      limit $3
      """
          .formatted(JobStore.FREE);

  /** Due and unclaimed lots of some zones, the longest overdue first. */
  static Future<List<Long>> due(Pool pool, List<String> zones, Instant now, int limit) {
    return pool.preparedQuery(DUE)
        .execute(Tuple.of(zones.toArray(String[]::new), Times.utc(now), limit))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).toList());
  }

  /**
   * A lot after a pass.
   *
   * @param next when its next round is due; null when none of its tweets is active any more
   * @param waitingReason why some of its tweets could not be polled or written; null when all were
   * @param badWrite whether some of its tweets could not be written
   */
  record PolledLot(
      long lot, @Nullable Instant next, @Nullable String waitingReason, boolean badWrite) {}

  private static final String POLLED =
      """
      update twitter_lots
      set waiting_reason = polled.waiting_reason,
          failed_writes = case when polled.bad_write then failed_writes + 1 else 0 end,
          finished_at = case when polled.finished then $5::timestamptz end
      from unnest($1::bigint[], $2::boolean[], $3::text[], $4::boolean[])
        as polled (id, finished, waiting_reason, bad_write)
      where twitter_lots.id = polled.id
        and (polled.finished
          or polled.bad_write
          or twitter_lots.failed_writes > 0
          or twitter_lots.waiting_reason is distinct from polled.waiting_reason)
      """;

  /** Records the passes over lots whose claims the transaction has locked. */
  static Future<Void> polled(SqlConnection transaction, List<PolledLot> lots, Instant now) {
    return Columns.of(lots)
        .longs(PolledLot::lot)
        .booleans(lot -> lot.next() == null)
        .texts(PolledLot::waitingReason)
        .booleans(PolledLot::badWrite)
        .value(now)
        .execute(transaction, POLLED);
  }

  /** How often in a row a write of it failed; 0 when the lot no longer exists. */
  static Future<Integer> failedWrites(Pool pool, long lot) {
    return pool.preparedQuery("select failed_writes from twitter_lots where id = $1")
        .execute(Tuple.of(lot))
        .map(rows -> rows.size() == 0 ? 0 : rows.iterator().next().getInteger("failed_writes"));
  }

  private static final String LOCK =
      """
      select from twitter_lots
      where id = any ($1::bigint[])
      order by id
      for update
      """;

  /** Locks lots until the transaction ends, in the order of their ids, as all writers do. */
  public static Future<Void> lock(SqlConnection transaction, Collection<Long> lots) {
    return Columns.of(lots).longs(lot -> lot).execute(transaction, LOCK);
  }

  /** Marks the lot as finished: none of its tweets is active any more. */
  public static Future<Void> finish(SqlConnection transaction, long lot, Instant now) {
    return transaction
        .preparedQuery(
            "update twitter_lots set finished_at = $2 where id = $1 and finished_at is null")
        .execute(Tuple.of(lot, Times.utc(now)))
        .mapEmpty();
  }

  private static final String REOPEN =
      """
      update twitter_lots
      set finished_at = null
      where id = any ($1::bigint[])
        and finished_at is not null
      """;

  /** Marks lots as unfinished: some of their tweets are active again. */
  public static Future<Void> reopen(SqlConnection transaction, Collection<Long> lots) {
    return Columns.of(lots).longs(lot -> lot).execute(transaction, REOPEN);
  }
}
