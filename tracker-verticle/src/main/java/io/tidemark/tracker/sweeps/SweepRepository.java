package io.tidemark.tracker.sweeps;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.OldRecords;
import io.tidemark.postgres.Times;
import io.tidemark.runs.RunCancellation;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.tidemark.settings.Settings;
import io.tidemark.tracker.sweeps.Sweep.Trigger;
import io.tidemark.tracker.sweeps.SyncLogs.Entry;
import io.tidemark.tracker.sweeps.SyncLogs.Level;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sweeps over DAOs: dao_sync_cycles. */
public final class SweepRepository {

  /** The kind of a sweep's timer. */
  public static final String TIMER = "dao-sweep";

  private final Pool pool;
  private final WorldClock clock;
  private final Settings.DaoSweep settings;
  private final JobSchedule dueTimes = new JobSchedule(TIMER);

  public SweepRepository(Pool pool, WorldClock clock, Settings.DaoSweep settings) {
    this.pool = pool;
    this.clock = clock;
    this.settings = settings;
  }

  private static final String BEGIN =
      """
      insert into dao_sync_cycles (trigger, dao_slug, window_start, started_at, status)
      values ($1, $2, $3, $4, 'running')
      on conflict (coalesce(dao_slug, '*')) where finished_at is null do nothing
      returning id
      """;

  /**
   * Starts a sweep that is due at once, with an item for each DAO that is enabled and has a handle.
   *
   * @param daoSlug the only DAO to sweep; null for all
   */
  public Future<StartResult> begin(Trigger trigger, @Nullable String daoSlug) {
    Instant now = clock.instant();
    return pool.withTransaction(
        transaction ->
            transaction
                .preparedQuery(BEGIN)
                .execute(
                    Tuple.of(
                        trigger.word(),
                        daoSlug,
                        Times.utc(now.minus(settings.window())),
                        Times.utc(now)))
                .compose(
                    rows ->
                        rows.size() == 0
                            ? underWay(transaction, daoSlug)
                            : open(
                                transaction,
                                rows.iterator().next().getLong("id"),
                                trigger,
                                daoSlug,
                                now)));
  }

  private Future<StartResult> open(
      SqlConnection transaction,
      long sweep,
      Trigger trigger,
      @Nullable String daoSlug,
      Instant now) {
    return SweepItems.open(transaction, sweep, daoSlug)
        .compose(
            daos -> {
              if (daos == 0) {
                return withdraw(transaction, sweep, daoSlug);
              }
              var data = new JsonObject().put("daos", daos).put("trigger", trigger.word());
              return SyncLogs.write(
                      transaction,
                      List.of(new Entry(sweep, daoSlug, Level.INFO, "A sweep begins", data, now)))
                  .compose(logged -> dueTimes.schedule(transaction, sweep, now))
                  .map(new StartResult.Started(sweep));
            });
  }

  private static Future<StartResult> withdraw(
      SqlConnection transaction, long sweep, @Nullable String daoSlug) {
    return transaction
        .preparedQuery("delete from dao_sync_cycles where id = $1")
        .execute(Tuple.of(sweep))
        .map(
            new StartResult.NothingToDo(
                daoSlug == null
                    ? "no enabled DAO has a Twitter handle"
                    : "the DAO %s is not enabled or has no Twitter handle".formatted(daoSlug)));
  }

  private static final String UNDER_WAY =
      """
      select id
      from dao_sync_cycles
      where coalesce(dao_slug, '*') = coalesce($1, '*')
      order by id desc
      limit 1
      """;

  /** The sweep that prevented this one from starting; it may have ended just now. */
  private static Future<StartResult> underWay(SqlConnection transaction, @Nullable String daoSlug) {
    return transaction
        .preparedQuery(UNDER_WAY)
        .execute(Tuple.of(daoSlug))
        .map(rows -> new StartResult.UnderWay(rows.iterator().next().getLong("id")));
  }

  private static final String COLUMNS =
      """
      id, trigger, dao_slug, status, window_start, started_at, finished_at, waiting_until,
        waiting_reason, message, requests_used, batch_from
      """;

  /**
   * @return empty when there is none, or when its retention has passed
   */
  public Future<Optional<Sweep>> find(long id) {
    return pool.preparedQuery("select %s from dao_sync_cycles where id = $1".formatted(COLUMNS))
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().map(SweepRepository::sweep).findFirst());
  }

  /** Counts tweets whose counters were read by their ids. */
  static Future<Void> measured(SqlConnection transaction, long sweep, int tweets) {
    return transaction
        .preparedQuery("update dao_sync_cycles set measured = measured + $2 where id = $1")
        .execute(Tuple.of(sweep, tweets))
        .mapEmpty();
  }

  private static final String UPDATE =
      """
      update dao_sync_cycles
      set status = $3,
          waiting_until = $4,
          waiting_reason = $5,
          message = $6,
          finished_at = $7,
          batch_from = case when $8 then requests_used + $2 else batch_from end,
          requests_used = requests_used + $2
      where id = $1
        and finished_at is null
      """;

  /** Counts requests of a sweep that continues at once. */
  static Future<Void> continues(SqlConnection transaction, long sweep, int requests) {
    return update(transaction, sweep, requests, RunStatus.RUNNING, null, null, null, null, false);
  }

  /**
   * Counts requests of a sweep that waits.
   *
   * @param newBatch whether the next request starts a new batch of requests
   */
  static Future<Void> waits(
      SqlConnection transaction,
      long sweep,
      int requests,
      Instant until,
      String reason,
      boolean newBatch) {
    return update(
        transaction, sweep, requests, RunStatus.WAITING, until, reason, null, null, newBatch);
  }

  /** Ends a sweep that has not ended. */
  static Future<Void> end(
      SqlConnection transaction,
      long sweep,
      int requests,
      RunStatus status,
      String message,
      Instant now) {
    return update(transaction, sweep, requests, status, null, null, message, now, false);
  }

  private static final String OPEN =
      """
      select dao_slug
      from dao_sync_cycles
      where id = $1
        and finished_at is null
      for update
      """;

  /** Cancels a sweep that has not ended. DAOs whose turn had not ended stay pending. */
  public Future<Void> cancel(long sweep) {
    return RunCancellation.cancel(
        pool,
        TIMER,
        sweep,
        transaction ->
            transaction
                .preparedQuery(OPEN)
                .execute(Tuple.of(sweep))
                .compose(
                    open ->
                        open.size() == 0
                            ? Future.succeededFuture()
                            : cancel(
                                transaction, sweep, open.iterator().next().getString("dao_slug"))));
  }

  private Future<Void> cancel(SqlConnection transaction, long sweep, @Nullable String daoSlug) {
    Instant now = clock.instant();
    String message = "The sweep was cancelled";
    var entry = new Entry(sweep, daoSlug, Level.INFO, message, new JsonObject(), now);
    return end(transaction, sweep, 0, RunStatus.CANCELLED, message, now)
        .compose(ended -> SyncLogs.write(transaction, List.of(entry)))
        .compose(logged -> SyncStats.record(transaction, sweep));
  }

  private static Future<Void> update(
      SqlConnection transaction,
      long sweep,
      int requests,
      RunStatus status,
      @Nullable Instant waitingUntil,
      @Nullable String waitingReason,
      @Nullable String message,
      @Nullable Instant finishedAt,
      boolean newBatch) {
    return transaction
        .preparedQuery(UPDATE)
        .execute(
            Tuple.of(
                sweep,
                requests,
                status.word(),
                Times.utcOrNull(waitingUntil),
                waitingReason,
                message,
                Times.utcOrNull(finishedAt),
                newBatch))
        .mapEmpty();
  }

  private static final String OLD =
      """
      delete from dao_sync_cycles
      where id = any (array(
        select id from dao_sync_cycles where finished_at < $1 order by finished_at limit $2))
      """;

  /** Sweeps of one statement, each with a row for each DAO. */
  private static final int SWEEPS = 10;

  /** Removes sweeps that ended before a time, with their items and not with their statistics. */
  public Future<Long> removeEndedBefore(Instant instant) {
    return OldRecords.drop(pool, OLD, instant, SWEEPS);
  }

  /** Reads a sweep from a row that has all of its columns. */
  static Sweep sweep(Row row) {
    return new Sweep(
        row.getLong("id"),
        Trigger.valueOf(row.getString("trigger").toUpperCase(Locale.ROOT)),
        row.getString("dao_slug"),
        RunStatus.of(row.getString("status")),
        Times.instant(row, "window_start"),
        Times.instant(row, "started_at"),
        Times.instantOrNull(row, "finished_at"),
        Times.instantOrNull(row, "waiting_until"),
        row.getString("waiting_reason"),
        row.getString("message"),
        row.getInteger("requests_used"),
        row.getInteger("batch_from"));
  }
}
