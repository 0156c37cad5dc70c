package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.daos.Dao;
import io.tidemark.tracker.daos.Daos;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/daos}. */
public final class DaoRoutes {

  private final Daos daos;
  private final WorldClock clock;

  public DaoRoutes(Daos daos, WorldClock clock) {
    this.daos = daos;
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    Callers.mustSeeDaos(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    ApiJson.respond(
        request,
        daos.after(after == null ? "" : after, limit)
            .map(page -> Paging.page("daos", page, limit, Dao::slug)));
  }

  public void create(RoutingContext request) {
    Callers.mustSeeDaos(request);
    JsonObject body = Parameters.body(request);
    String slug = body.getString("slug");
    if (!Daos.isSlug(slug)) {
      throw Problem.of(
          Type.INVALID_REQUEST, "slug must be letters a to z, digits and _, not _ first.");
    }
    String name = Parameters.text(body, "name").orElse(slug);
    ApiJson.respond(
        request,
        201,
        daos.add(slug, name, handle(body), body.getBoolean("enabled", true), clock.instant())
            .map(
                dao ->
                    dao.orElseThrow(
                        () ->
                            Problem.of(
                                Type.CONFLICT,
                                "There is a DAO with the slug %s.".formatted(slug)))));
  }

  public void read(RoutingContext request) {
    String slug = slug(request);
    respond(request, slug, daos.find(slug));
  }

  public void change(RoutingContext request) {
    String slug = slug(request);
    JsonObject body = Parameters.body(request);
    String handle = body.containsKey("twitter_handle") && handle(body) == null ? "" : handle(body);
    var change =
        new Daos.Change(
            Parameters.text(body, "name").orElse(null), handle, body.getBoolean("enabled"));
    respond(request, slug, daos.change(slug, change, clock.instant()));
  }

  public void remove(RoutingContext request) {
    String slug = slug(request);
    ApiJson.respondRemoved(request, daos.remove(slug), () -> noDao(slug));
  }

  private static String slug(RoutingContext request) {
    Callers.mustSeeDaos(request);
    return Parameters.path(request, "slug");
  }

  private static @Nullable String handle(JsonObject body) {
    String handle = body.getString("twitter_handle");
    if (handle != null && !Daos.isHandle(handle)) { // a contract's $ lets a last line break pass
      throw Problem.of(
          Type.INVALID_REQUEST, "twitter_handle must be 1 to 15 letters, digits and _.");
    }
    return handle;
  }

  private static void respond(RoutingContext request, String slug, Future<Optional<Dao>> dao) {
    ApiJson.respond(request, dao.map(known -> known.orElseThrow(() -> noDao(slug))));
  }

  static Problem noDao(String slug) {
    return Problem.of(Type.NOT_FOUND, "There is no DAO %s.".formatted(slug));
  }
}
