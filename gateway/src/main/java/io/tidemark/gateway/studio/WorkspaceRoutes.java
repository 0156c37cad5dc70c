package io.tidemark.gateway.studio;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.growth.WorkspaceGrowth;
import io.tidemark.studio.accounts.Workspace;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.growth.RefreshBasis;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/studio/workspaces}. */
public final class WorkspaceRoutes {

  private final Workspaces workspaces;
  private final WorkspaceEnds runs;
  private final RefreshBasis bases;
  private final WorldClock clock;

  public WorkspaceRoutes(
      Workspaces workspaces, WorkspaceEnds runs, RefreshBasis bases, WorldClock clock) {
    this.workspaces = workspaces;
    this.runs = runs;
    this.bases = bases;
    this.clock = clock;
  }

  public void create(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    JsonObject body = Parameters.body(request);
    String id = body.getString("id");
    String name = Parameters.text(body, "name").orElseThrow();
    ApiJson.respond(
        request,
        201,
        workspaces
            .add(id, name, clock.instant())
            .map(
                workspace ->
                    workspace.orElseThrow(
                        () ->
                            Problem.of(
                                Type.CONFLICT,
                                "There is a workspace with the id %s.".formatted(id))))
            .map(WorkspaceAnswer::of));
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    ApiJson.respond(
        request,
        workspaces
            .after(after == null ? "" : after, limit, Callers.of(request).workspaces())
            .map(page -> page.stream().map(WorkspaceAnswer::of).toList())
            .map(page -> Paging.page("workspaces", page, limit, entry -> entry.workspace().id())));
  }

  /** Reads a workspace, also one that is being deleted. */
  public void read(RoutingContext request) {
    ApiJson.respond(
        request,
        workspaces
            .find(id(request))
            .map(known -> known.orElseThrow(() -> Callers.noWorkspace(id(request))))
            .compose(
                workspace ->
                    bases.of(workspace.id()).map(states -> Detailed.of(workspace, states))));
  }

  /** Pauses or resumes a workspace: runs skip a paused one, and its tokens are not renewed. */
  public void change(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String status = Parameters.body(request).getString("status");
    respond(
        request,
        200,
        WorkspaceLookup.find(request, workspaces).compose(id -> runs.setStatus(id, status)));
  }

  private static void respond(
      RoutingContext request, int status, Future<Optional<Workspace>> workspace) {
    ApiJson.respond(
        request,
        status,
        workspace
            .map(known -> known.orElseThrow(() -> Callers.noWorkspace(id(request))))
            .map(WorkspaceAnswer::of));
  }

  private static String id(RoutingContext request) {
    return Callers.workspace(request, Parameters.path(request, "workspaceId"));
  }

  /**
   * Starts the deletion of a workspace with its accounts, posts, snapshots, runs and profiles.
   * Rejected while a run is open.
   */
  public void remove(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String id = id(request);
    respond(
        request,
        202,
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
                workspace ->
                    workspace.ifPresent(
                        found ->
                            Address.REMOVALS.publish(
                                request.vertx().eventBus(), new WakeUp(clock.instant())))));
  }

  /**
   * @param rowsDeleted so far, while it is being deleted; absent else
   */
  private record WorkspaceAnswer(
      @JsonUnwrapped Workspace workspace,
      @JsonInclude(Include.NON_NULL) @Nullable Long rowsDeleted) {

    static WorkspaceAnswer of(Workspace workspace) {
      boolean deleting = workspace.status().equals("deleting");
      return new WorkspaceAnswer(workspace, deleting ? workspace.rowsDeleted() : null);
    }
  }

  /** What decides which of its posts are read, by platform. */
  private record Detailed(
      @JsonUnwrapped WorkspaceAnswer workspace, List<WorkspaceGrowth.State> choiceOfPosts) {

    static Detailed of(Workspace workspace, List<WorkspaceGrowth.State> states) {
      return new Detailed(WorkspaceAnswer.of(workspace), states);
    }
  }
}
