package io.tidemark.gateway.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.daos.Dao;
import io.tidemark.tracker.daos.Daos;
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
    daos.after(after == null ? "" : after, limit)
        .onSuccess(
            page -> request.json(Paging.page("daos", page, limit, Dao::slug, DaoRoutes::json)))
        .onFailure(request::fail);
  }

  public void create(RoutingContext request) {
    Callers.mustSeeDaos(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String slug = body.getString("slug");
    if (!Daos.isSlug(slug)) {
      throw Problem.of(
          Type.INVALID_REQUEST, "slug must be letters a to z, digits and _, not _ first.");
    }
    String name = Optional.ofNullable(name(body)).orElse(slug);
    daos.add(slug, name, handle(body), body.getBoolean("enabled", true), clock.instant())
        .onSuccess(
            dao -> {
              if (dao.isEmpty()) {
                request.fail(
                    Problem.of(Type.CONFLICT, "There is a DAO with the slug %s.".formatted(slug)));
              } else {
                request.response().setStatusCode(201);
                request.json(json(dao.get()));
              }
            })
        .onFailure(request::fail);
  }

  public void read(RoutingContext request) {
    String slug = slug(request);
    daos.find(slug).onSuccess(dao -> answer(request, slug, dao)).onFailure(request::fail);
  }

  public void change(RoutingContext request) {
    String slug = slug(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String handle = body.containsKey("twitter_handle") && handle(body) == null ? "" : handle(body);
    var change = new Daos.Change(name(body), handle, body.getBoolean("enabled"));
    daos.change(slug, change, clock.instant())
        .onSuccess(dao -> answer(request, slug, dao))
        .onFailure(request::fail);
  }

  public void remove(RoutingContext request) {
    String slug = slug(request);
    daos.remove(slug)
        .onSuccess(
            removed -> {
              if (removed) {
                request.response().setStatusCode(204).end();
              } else {
                request.fail(noDao(slug));
              }
            })
        .onFailure(request::fail);
  }

  private static String slug(RoutingContext request) {
    Callers.mustSeeDaos(request);
    return Paging.validated(request).getPathParameters().get("slug").getString();
  }

  private static @Nullable String name(JsonObject body) {
    String name = body.getString("name");
    if (name != null && name.isBlank()) {
      throw Problem.of(Type.INVALID_REQUEST, "name must not be blank.");
    }
    return name == null ? null : name.strip();
  }

  private static @Nullable String handle(JsonObject body) {
    String handle = body.getString("twitter_handle");
    if (handle != null && !Daos.isHandle(handle)) { // a contract's $ lets a last line break pass
      throw Problem.of(
          Type.INVALID_REQUEST, "twitter_handle must be 1 to 15 letters, digits and _.");
    }
    return handle;
  }

  private static void answer(RoutingContext request, String slug, Optional<Dao> dao) {
    if (dao.isEmpty()) {
      request.fail(noDao(slug));
    } else {
      request.json(json(dao.get()));
    }
  }

  static Problem noDao(String slug) {
    return Problem.of(Type.NOT_FOUND, "There is no DAO %s.".formatted(slug));
  }

  private static JsonObject json(Dao dao) {
    return new JsonObject()
        .put("slug", dao.slug())
        .put("name", dao.name())
        .put("twitter_handle", dao.twitterHandle())
        .put("enabled", dao.enabled())
        .put("swept_at", dao.sweptAt() == null ? null : dao.sweptAt().toString())
        .put("created_at", dao.createdAt().toString())
        .put("updated_at", dao.updatedAt().toString());
  }
}
