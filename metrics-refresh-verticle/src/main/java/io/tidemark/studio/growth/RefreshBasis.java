package io.tidemark.studio.growth;

import io.tidemark.growth.WorkspaceGrowth;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** What decides which posts of a workspace a run reads. */
public final class RefreshBasis {

  private final Pool pool;

  public RefreshBasis(Pool pool) {
    this.pool = pool;
  }

  private static final String PLATFORMS =
      "select distinct platform from studio_accounts where workspace_id = $1";

  /** For each platform on which the workspace has an account. */
  public Future<List<WorkspaceGrowth.State>> of(String workspace) {
    return pool.preparedQuery(PLATFORMS)
        .execute(Tuple.of(workspace))
        .map(rows -> rows.stream().map(row -> row.getString("platform")).toList())
        .compose(
            platforms -> WorkspaceGrowth.states(pool, workspace, platforms, PostHistories.METRIC));
  }
}
