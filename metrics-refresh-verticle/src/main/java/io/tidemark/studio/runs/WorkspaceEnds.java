package io.tidemark.studio.runs;

import io.tidemark.studio.accounts.Workspace;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Workspaces that take part in runs no longer, for a while or for ever. */
public final class WorkspaceEnds {

  private final Pool pool;

  public WorkspaceEnds(Pool pool) {
    this.pool = pool;
  }

  /**
   * Pauses a workspace or lets it go on. What runs have yet to do there is left out.
   *
   * @param status active or paused
   * @return empty when there is no such workspace
   */
  public Future<Optional<Workspace>> setStatus(String workspace, String status) {
    return pool.withTransaction(
        transaction ->
            Workspaces.setStatus(transaction, workspace, status)
                .compose(
                    changed ->
                        status.equals("paused")
                            ? RunAccounts.skip(transaction, workspace).map(changed)
                            : Future.succeededFuture(changed)));
  }

  private static final String BUSY =
      """
      select 'studio run ' || run.id as busy
      from studio_runs run
      where run.status = 'running'
        and (run.workspace_id = $1
          or exists (
            select from studio_run_accounts part
            where part.run_id = run.id and part.workspace_id = $1 and part.status = 'pending'))
      union all
      select 'profile sync ' || job.id
      from sync_jobs job
      where job.finished_at is null
        and job.parent_id is null
        and (job.workspace_id is null or job.workspace_id = $1)
        and exists (select from profiles where workspace_id = $1)
      limit 1
      """;

  // In the order in which they refer to each other; what hangs on them goes with them.
  private static final List<String> REMOVE =
      List.of(
          "delete from studio_accounts where workspace_id = $1",
          "delete from studio_runs where workspace_id = $1",
          "delete from sync_jobs where workspace_id = $1 and parent_id is null",
          "delete from sync_jobs where workspace_id = $1",
          "delete from profiles where workspace_id = $1",
          "delete from studio_workspaces where id = $1");

  /**
   * Removes a workspace with all its data.
   *
   * @return what is under way there, with nothing removed; empty when it is gone
   */
  public Future<Optional<String>> remove(String workspace) {
    return pool.withTransaction(
        transaction ->
            transaction
                // No run begins meanwhile.
                .query("select pg_advisory_xact_lock(hashtext('studio-runs'))")
                .execute()
                .compose(alone -> transaction.preparedQuery(BUSY).execute(Tuple.of(workspace)))
                .compose(
                    busy ->
                        busy.size() > 0
                            ? Future.succeededFuture(
                                Optional.of(busy.iterator().next().getString("busy")))
                            : remove(transaction, workspace, 0).map(Optional.empty())));
  }

  private static Future<Void> remove(SqlConnection transaction, String workspace, int step) {
    return step == REMOVE.size()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(REMOVE.get(step))
            .execute(Tuple.of(workspace))
            .compose(removed -> remove(transaction, workspace, step + 1));
  }
}
