package io.tidemark.studio.runs;

import io.tidemark.access.KeyRevocation;
import io.tidemark.postgres.TenantRemoval;
import io.tidemark.postgres.TenantRemoval.Step;
import io.tidemark.studio.accounts.Workspace;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * Pauses and deletes workspaces. A workspace takes part in nothing from the moment its deletion is
 * requested; a recurring job deletes its rows in steps, the workspace's own row last.
 */
public final class WorkspaceEnds {

  private final Pool pool;
  private final TenantRemoval removal;

  public WorkspaceEnds(Pool pool) {
    this(pool, TenantRemoval.ROWS);
  }

  /**
   * @param rowsAtOnce rows deleted in one transaction
   */
  public WorkspaceEnds(Pool pool, int rowsAtOnce) {
    this.pool = pool;
    this.removal = new TenantRemoval(pool, "workspace", "studio_workspaces", STEPS, rowsAtOnce);
  }

  /**
   * Pauses or resumes a workspace. A pause skips its unfinished accounts in open runs.
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

  /**
   * Starts the deletion of a workspace: it takes part in nothing any more, and its keys are
   * revoked, or limited to their other tenants. {@link #removeAll} deletes the rows.
   *
   * @return the open run that prevents it; empty when the deletion has started
   */
  public Future<Optional<String>> remove(String workspace) {
    return pool.withTransaction(
        transaction ->
            transaction
                // Prevents that a run starts meanwhile.
                .query("select pg_advisory_xact_lock(hashtext('studio-runs'))")
                .execute()
                .compose(alone -> transaction.preparedQuery(BUSY).execute(Tuple.of(workspace)))
                .compose(
                    busy ->
                        busy.size() > 0
                            ? Future.succeededFuture(
                                Optional.of(busy.iterator().next().getString("busy")))
                            : removal
                                .begin(transaction, workspace)
                                .compose(
                                    marked -> KeyRevocation.ofWorkspace(transaction, workspace))
                                .map(Optional.empty())));
  }

  private static final Step PARTS =
      Step.of(
          """
          delete from studio_run_accounts
          where ctid = any (array(
            select part.ctid
            from studio_accounts account
            join studio_run_accounts part on part.account_id = account.id
            where account.workspace_id = $1
            limit $2))
          """);

  // The cascade before its steps, which refer to it.
  private static final Step CASCADES =
      Step.of(
          """
          delete from sync_jobs
          where id = any (array(
            select id
            from sync_jobs
            where workspace_id = $1
              and parent_id is null
            limit $2))
          """);

  private static final Step PROFILE_POSTS =
      Step.of(
          """
          delete from viral_posts_bank
          where id = any (array(
            select post.id
            from profiles profile
            join viral_posts_bank post on post.author_id = profile.id
            where profile.workspace_id = $1
            limit $2))
          """);

  // In the order of their references. Dependent rows are deleted by cascade: the snapshots of a
  // post, its vector.
  private static final List<Step> STEPS =
      List.of(
          Step.rows("studio_social_posts", "id", "workspace_id"),
          PARTS,
          Step.rows("studio_accounts", "id", "workspace_id"),
          Step.rows("studio_runs", "id", "workspace_id"),
          Step.rows("growth_models", "id", "workspace_id"),
          Step.rows("growth_curves", "ctid", "workspace_id"),
          CASCADES,
          Step.rows("sync_jobs", "id", "workspace_id"),
          PROFILE_POSTS,
          Step.rows("profiles", "id", "workspace_id"));

  /**
   * Deletes the remaining rows of workspaces that are being deleted; a failure of one does not stop
   * the others. Runs on a virtual thread.
   */
  public void removeAll() {
    removal.runAll();
  }
}
