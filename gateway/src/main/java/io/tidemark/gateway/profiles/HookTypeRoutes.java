package io.tidemark.gateway.profiles;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
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

/** {@code /api/hook-types}: read by all, changed by who sees all workspaces. */
public final class HookTypeRoutes {

  private final HookTypes types;
  private final WorldClock clock;

  public HookTypeRoutes(Pool pool, WorldClock clock) {
    this.types = new HookTypes(pool);
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    types
        .list()
        .onSuccess(
            all -> {
              var list = new JsonArray();
              all.forEach(type -> list.add(json(type)));
              request.json(new JsonObject().put("hook_types", list));
            })
        .onFailure(request::fail);
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
        .onSuccess(written -> request.json(json(type)))
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

  private static JsonObject json(HookType type) {
    return new JsonObject()
        .put("slug", type.slug())
        .put("name", type.name())
        .put("description", type.description())
        .put("examples", new JsonArray(type.examples()));
  }
}
