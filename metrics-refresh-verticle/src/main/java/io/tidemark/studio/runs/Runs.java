package io.tidemark.studio.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Times;
import io.tidemark.runs.RunCancellation;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.posts.RefreshCadence;
import io.tidemark.studio.runs.Run.Item;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table studio_runs: starts, finds and finishes runs. */
public final class Runs {

  /** The job kind of runs. */
  public static final String TIMER = "studio-run";

  /**
   * A run with its progress, without the accounts.
   *
   * @param eligible posts published within the window
   * @param notDue eligible posts that were read recently enough
   * @param processed eligible posts that the run has asked about
   */
  public record Progress(
      long id,
      String trigger,
      @JsonProperty("workspace_id") @Nullable String workspace,
      String status,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant waitingUntil,
      int accounts,
      int accountsPending,
      long eligible,
      long notDue,
      long processed,
      long failed) {}

  private final Pool pool;
  private final WorldClock clock;
  private final StudioSettings settings;

  public Runs(Pool pool, WorldClock clock, StudioSettings settings) {
    this.pool = pool;
    this.clock = clock;
    this.settings = settings;
  }

  /** Starts runs on request, and wakes up the workers. */
  public RunStarter<StartStudioRun> starter(EventBus bus) {
    return RunStarter.waking(
        Address.STUDIO_RUNS,
        bus,
        clock,
        request -> start(request.trigger(), request.workspace(), request.force()));
  }

  /**
   * Starts a run that is due now.
   *
   * @param trigger scheduled, cron or manual
   * @param workspace null for all workspaces
   * @param forced whether it also reads posts that are not due
   */
  public Future<StartResult> start(String trigger, @Nullable String workspace, boolean forced) {
    Instant now = clock.instant();
    return pool.withTransaction(
        transaction ->
            transaction
                // Serialises starts, so that two at once see each other.
                .query("select pg_advisory_xact_lock(hashtext('studio-runs'))")
                .execute()
                .compose(
                    alone ->
                        workspace == null
                            ? Future.succeededFuture(true)
                            : Workspaces.exists(transaction, workspace))
                .compose(
                    exists ->
                        exists
                            ? underWay(transaction, workspace)
                                .compose(
                                    other ->
                                        begin(transaction, trigger, workspace, forced, other, now))
                            : Future.succeededFuture(new StartResult.NoWorkspace(workspace))));
  }

  private static final String UNDER_WAY =
      """
      select id
      from studio_runs
      where status = 'running'
        and (workspace_id is null or workspace_id = $1)
      order by id
      limit 1
      """;

  /** The open run of this scope; a run over all skips workspaces with a run of their own. */
  private static Future<Optional<Long>> underWay(
      SqlConnection transaction, @Nullable String workspace) {
    return transaction
        .preparedQuery(UNDER_WAY)
        .execute(Tuple.of(workspace))
        .map(rows -> rows.stream().findFirst().map(row -> row.getLong("id")));
  }

  private static final String BEGIN =
      """
      insert into studio_runs (trigger, workspace_id, status, started_at, forced)
      values ($1, $2, 'running', $3, $4)
      returning id
      """;

  private Future<StartResult> begin(
      SqlConnection transaction,
      String trigger,
      @Nullable String workspace,
      boolean forced,
      Optional<Long> other,
      Instant now) {
    if (other.isPresent()) {
      return Future.succeededFuture(new StartResult.UnderWay(other.get()));
    }
    return transaction
        .preparedQuery(BEGIN)
        .execute(Tuple.of(trigger, workspace, Times.utc(now), forced))
        .map(rows -> rows.iterator().next().getLong("id"))
        .compose(
            run ->
                RunAccounts.enlist(
                        transaction, run, workspace, RefreshCadence.at(now, settings, forced))
                    .compose(enlisted -> new JobSchedule(TIMER).schedule(transaction, run, now))
                    .map(due -> new StartResult.Started(run)));
  }

  private static final String FIND =
      """
      select id, trigger, workspace_id, status, started_at, finished_at, waiting_until, forced
      from studio_runs
      where id = $1
      """;

  /**
   * @return empty when there is no such run
   */
  public Future<Optional<Run>> find(long id) {
    return find(pool, id);
  }

  static Future<Optional<Run>> find(SqlClient connection, long id) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : RunAccounts.of(connection, id)
                        .map(parts -> Optional.of(run(rows.iterator().next(), parts))));
  }

  private static Run run(Row row, List<Item> parts) {
    return new Run(
        row.getLong("id"),
        row.getString("trigger"),
        row.getString("workspace_id"),
        RunStatus.of(row.getString("status")),
        Times.instant(row, "started_at"),
        Times.instantOrNull(row, "finished_at"),
        Times.instantOrNull(row, "waiting_until"),
        row.getBoolean("forced"),
        parts);
  }

  private static final String LATEST =
      """
      select run.id, run.trigger, run.workspace_id, run.status, run.started_at, run.finished_at,
             run.waiting_until, part.accounts, part.pending, part.eligible, part.not_due,
             part.processed, part.failed
      from studio_runs run
      cross join lateral (
        select count(*) filter (where connected)::int as accounts,
               count(*) filter (where status = 'pending')::int as pending,
               coalesce(sum(eligible), 0)::bigint as eligible,
               coalesce(sum(not_due), 0)::bigint as not_due,
               coalesce(sum(processed), 0)::bigint as processed,
               coalesce(sum(failed), 0)::bigint as failed
        from studio_run_accounts
        where run_id = run.id) part
      where ($1::text[] is null or run.workspace_id = any ($1))
        and run.id < $2
      order by run.id desc
      limit $3
      """;

  /**
   * A page of runs, newest first.
   *
   * @param only the visible workspaces; a run over all needs access to all
   * @param before runs with ids below this
   */
  public Future<List<Progress>> page(Tenants only, long before, int limit) {
    return pool.preparedQuery(LATEST)
        .execute(Tuple.of(only.toArrayOrNull(), before, limit))
        .map(rows -> rows.stream().map(Runs::progress).toList());
  }

  private static Progress progress(Row row) {
    return new Progress(
        row.getLong("id"),
        row.getString("trigger"),
        row.getString("workspace_id"),
        row.getString("status"),
        Times.instant(row, "started_at"),
        Times.instantOrNull(row, "finished_at"),
        Times.instantOrNull(row, "waiting_until"),
        row.getInteger("accounts"),
        row.getInteger("pending"),
        row.getLong("eligible"),
        row.getLong("not_due"),
        row.getLong("processed"),
        row.getLong("failed"));
  }

  private static final String WAIT =
      """
      update studio_runs
      set waiting_until = $2
      where id = $1
        and status = 'running'
      """;

  /**
   * @param until null when it continues
   */
  static Future<Void> waits(SqlClient connection, long run, @Nullable Instant until) {
    return connection.preparedQuery(WAIT).execute(Tuple.of(run, Times.utcOrNull(until))).mapEmpty();
  }

  /** Cancels a run that has not ended; its open accounts are skipped. */
  public Future<Void> cancel(long run) {
    return RunCancellation.cancel(
        pool,
        TIMER,
        run,
        transaction ->
            RunAccounts.skipOpen(transaction, run)
                .compose(skipped -> end(transaction, run, RunStatus.CANCELLED, clock.instant())));
  }

  private static final String FINISH =
      """
      update studio_runs
      set status = $2, finished_at = $3, waiting_until = null, accounts = part.accounts,
          posts_processed = part.processed, metrics_updated = part.updated, errors = part.failed
      from (
        select count(*) as accounts, coalesce(sum(processed), 0) as processed,
               coalesce(sum(updated), 0) as updated, coalesce(sum(failed), 0) as failed
        from studio_run_accounts
        where run_id = $1) part
      where id = $1
        and status = 'running'
      """;

  /** Ends a run whose accounts are all finished. */
  static Future<RunStatus> finish(SqlConnection transaction, long run, Instant now) {
    return RunAccounts.of(transaction, run)
        .map(Coverage::verdict)
        .compose(verdict -> end(transaction, run, verdict, now));
  }

  private static Future<RunStatus> end(
      SqlConnection transaction, long run, RunStatus status, Instant now) {
    return transaction
        .preparedQuery(FINISH)
        .execute(Tuple.of(run, status.word(), Times.utc(now)))
        .map(status);
  }
}
