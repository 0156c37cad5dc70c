package io.tidemark.gateway.profiles;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.profiles.hooks.HookType;
import io.tidemark.profiles.hooks.HookTypes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.List;

/** {@code /api/hook-types}: all callers read them; changes need access to all workspaces. */
public final class HookTypeRoutes {

  private final HookTypes types;
  private final WorldClock clock;

  public HookTypeRoutes(Pool pool, WorldClock clock) {
    this.types = new HookTypes(pool);
    this.clock = clock;
  }

  private record Types(List<HookType> hookTypes) {}

  public void list(RoutingContext request) {
    types.list().onSuccess(all -> ApiJson.ok(request, new Types(all))).onFailure(request::fail);
  }

  public void put(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    List<String> examples =
        body.getJsonArray("examples", new JsonArray()).stream().map(String.class::cast).toList();
    var type =
        new HookType(
            slug(request), body.getString("name"), body.getString("description"), examples);
    types
        .put(type, clock.instant())
        .onSuccess(written -> ApiJson.ok(request, type))
        .onFailure(request::fail);
  }

  public void delete(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String slug = slug(request);
    types
        .delete(slug)
        .onSuccess(
            deleted -> {
              if (deleted) {
                request.response().setStatusCode(204).end();
              } else {
                request.fail(
                    Problem.of(Type.NOT_FOUND, "There is no type of hook %s.".formatted(slug)));
              }
            })
        .onFailure(request::fail);
  }

  private static String slug(RoutingContext request) {
    return Paging.validated(request).getPathParameters().get("slug").getString();
  }
}
