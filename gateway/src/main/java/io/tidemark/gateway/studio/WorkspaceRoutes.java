package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.studio.accounts.Workspace;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /api/studio/workspaces}. */
public final class WorkspaceRoutes {

  private final Workspaces workspaces;
  private final WorkspaceEnds runs;
  private final WorldClock clock;

  public WorkspaceRoutes(Workspaces workspaces, WorkspaceEnds runs, WorldClock clock) {
    this.workspaces = workspaces;
    this.runs = runs;
    this.clock = clock;
  }

  public void create(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String id = body.getString("id");
    String name = body.getString("name").strip();
    if (name.isEmpty()) {
      throw Problem.of(Type.INVALID_REQUEST, "name must not be blank.");
    }
    workspaces
        .add(id, name, clock.instant())
        .onSuccess(
            workspace -> {
              if (workspace.isEmpty()) {
                request.fail(
                    Problem.of(
                        Type.CONFLICT, "There is a workspace with the id %s.".formatted(id)));
              } else {
                request.response().setStatusCode(201);
                request.json(json(workspace.get()));
              }
            })
        .onFailure(request::fail);
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    workspaces
        .after(after == null ? "" : after, limit, Callers.of(request).workspaces())
        .onSuccess(
            page ->
                request.json(
                    Paging.page("workspaces", page, limit, Workspace::id, WorkspaceRoutes::json)))
        .onFailure(request::fail);
  }

  /** Reads a workspace, also one that is being deleted. */
  public void read(RoutingContext request) {
    workspaces
        .find(asked(request))
        .onSuccess(workspace -> answer(request, workspace))
        .onFailure(request::fail);
  }

  /** Pauses or resumes a workspace: runs skip a paused one, and its tokens are not renewed. */
  public void change(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String status = Paging.validated(request).getBody().getJsonObject().getString("status");
    Asked.workspace(request, workspaces)
        .compose(id -> runs.setStatus(id, status))
        .onSuccess(workspace -> answer(request, workspace))
        .onFailure(request::fail);
  }

  private static void answer(RoutingContext request, Optional<Workspace> workspace) {
    if (workspace.isEmpty()) {
      request.fail(Callers.noWorkspace(asked(request)));
    } else {
      request.json(json(workspace.get()));
    }
  }

  private static String asked(RoutingContext request) {
    return Callers.workspace(
        request, Paging.validated(request).getPathParameters().get("workspaceId").getString());
  }

  /**
   * Starts the deletion of a workspace with its accounts, posts, snapshots, runs and profiles.
   * Rejected while a run is open.
   */
  public void remove(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String id = asked(request);
    runs.remove(id)
        .compose(
            busy ->
                busy.isEmpty()
                    ? workspaces.find(id)
                    : Future.failedFuture(
                        Problem.of(
                            Type.CONFLICT,
                            ("The workspace %s has an open run: %s. Delete it when that has"
                                    + " ended.")
                                .formatted(id, busy.get()))))
        .onSuccess(
            workspace -> {
              if (workspace.isPresent()) {
                Address.REMOVALS.publish(request.vertx().eventBus(), new WakeUp(clock.instant()));
                request.response().setStatusCode(202);
              }
              answer(request, workspace);
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(Workspace workspace) {
    var json =
        new JsonObject()
            .put("id", workspace.id())
            .put("name", workspace.name())
            .put("status", workspace.status())
            .put("created_at", workspace.createdAt().toString());
    return workspace.status().equals("deleting")
        ? json.put("rows_deleted", workspace.rowsDeleted())
        : json;
  }
}
