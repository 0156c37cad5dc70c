package io.tidemark.gateway.profiles;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
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
    ApiJson.respond(request, types.list().map(Types::new));
  }

  public void put(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    JsonObject body = Parameters.body(request);
    List<String> examples =
        body.getJsonArray("examples", new JsonArray()).stream().map(String.class::cast).toList();
    var type =
        new HookType(
            slug(request), body.getString("name"), body.getString("description"), examples);
    ApiJson.respond(request, types.put(type, clock.instant()).map(type));
  }

  public void delete(RoutingContext request) {
    Callers.mustSeeAllWorkspaces(request);
    String slug = slug(request);
    ApiJson.respondRemoved(
        request,
        types.delete(slug),
        () -> Problem.of(Type.NOT_FOUND, "There is no type of hook %s.".formatted(slug)));
  }

  private static String slug(RoutingContext request) {
    return Parameters.path(request, "slug");
  }
}
