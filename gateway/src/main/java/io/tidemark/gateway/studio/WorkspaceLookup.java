package io.tidemark.gateway.studio;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Finds the workspace of a path. */
final class WorkspaceLookup {

  private WorkspaceLookup() {}

  /**
   * @return the id; fails with a {@link Problem} when there is no such workspace, the caller may
   *     not see it, or it is being deleted
   */
  static Future<String> find(RoutingContext request, Workspaces workspaces) {
    String id = Callers.workspace(request, Parameters.path(request, "workspaceId"));
    return workspaces
        .exists(id)
        .compose(
            exists ->
                exists ? Future.succeededFuture(id) : Future.failedFuture(Callers.noWorkspace(id)));
  }
}
