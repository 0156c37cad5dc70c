package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.studio.accounts.Workspace;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code /api/studio/workspaces}. */
public final class WorkspaceRoutes {

  private final Workspaces workspaces;
  private final WorldClock clock;

  public WorkspaceRoutes(Workspaces workspaces, WorldClock clock) {
    this.workspaces = workspaces;
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
            page -> {
              var list = new JsonArray();
              page.forEach(workspace -> list.add(json(workspace)));
              request.json(
                  new JsonObject()
                      .put("workspaces", list)
                      .put("next_cursor", Paging.next(page, limit, Workspace::id)));
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(Workspace workspace) {
    return new JsonObject()
        .put("id", workspace.id())
        .put("name", workspace.name())
        .put("created_at", workspace.createdAt().toString());
  }
}
