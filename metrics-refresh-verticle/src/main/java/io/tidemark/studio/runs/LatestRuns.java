package io.tidemark.studio.runs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists runs with their progress, without the accounts. */
public final class LatestRuns {

  /**
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

  private final Pool pool;

  public LatestRuns(Pool pool) {
    this.pool = pool;
  }

  /**
   * A page of runs, newest first.
   *
   * @param only the visible workspaces; a run over all needs access to all
   * @param before runs with ids below this
   */
  public Future<List<Progress>> page(Tenants only, long before, int limit) {
    return pool.preparedQuery(LATEST)
        .execute(Tuple.of(only.toArrayOrNull(), before, limit))
        .map(rows -> rows.stream().map(LatestRuns::progress).toList());
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
}
