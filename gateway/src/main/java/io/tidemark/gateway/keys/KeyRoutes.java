package io.tidemark.gateway.keys;

import io.tidemark.access.ApiKey;
import io.tidemark.access.ApiKeys;
import io.tidemark.access.ApiKeys.NoSuchTenant;
import io.tidemark.access.Caller;
import io.tidemark.access.Credentials;
import io.tidemark.access.Scope;
import io.tidemark.access.Tenants;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/keys}. A key that is limited to tenants manages only keys of these tenants. */
public final class KeyRoutes {

  private final ApiKeys keys;
  private final Credentials credentials;
  private final InstantSource realTime;

  /**
   * @param realTime the clock for the expiry of keys; never a simulated one
   */
  public KeyRoutes(ApiKeys keys, Credentials credentials, InstantSource realTime) {
    this.keys = keys;
    this.credentials = credentials;
    this.realTime = realTime;
  }

  public void create(RoutingContext request) {
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String name = body.getString("name").strip();
    if (name.isEmpty()) {
      throw Problem.of(Type.INVALID_REQUEST, "name must not be blank.");
    }
    Set<Scope> scopes = scopes(body.getJsonArray("scopes"));
    Tenants zones = tenants(body.getJsonArray("zones"));
    Tenants workspaces = tenants(body.getJsonArray("workspaces"));
    if (scopes.contains(Scope.WEBHOOK) && (scopes.size() > 1 || zones.ids().size() != 1)) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "scopes: a webhook key has no other scope, and zones names its one zone.");
    }
    Caller caller = Callers.of(request);
    if (!caller.zones().containsAll(zones) || !caller.workspaces().containsAll(workspaces)) {
      throw Problem.of(
          Type.NOT_ALLOWED,
          "A key can be given only the zones and workspaces of the one that gives.");
    }
    Instant expiresAt = expiresAt(body.getString("expires_at"));
    keys.issue(name, scopes, zones, workspaces, expiresAt, now())
        .recover(
            problem ->
                Future.failedFuture(
                    problem instanceof NoSuchTenant missing
                        ? Problem.of(Type.INVALID_REQUEST, missing.getMessage())
                        : problem))
        .onSuccess(
            created -> {
              request.response().setStatusCode(201).putHeader("Cache-Control", "no-store");
              request.json(json(created.stored()).put("key", created.key()));
            })
        .onFailure(request::fail);
  }

  private Instant now() {
    return realTime.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable Instant expiresAt(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant instant = Instant.parse(text);
      if (instant.isAfter(now()) && instant.isBefore(Paging.NEVER)) {
        return instant;
      }
    } catch (DateTimeException unreadable) {
      throw Problem.of(
          Type.INVALID_REQUEST, "expires_at must be a time such as 2030-01-31T12:00:00Z.");
    }
    throw Problem.of(Type.INVALID_REQUEST, "expires_at must lie in the future.");
  }

  private static Set<Scope> scopes(JsonArray words) {
    return words.stream()
        .map(word -> Scope.of(word.toString()).orElseThrow())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
  }

  private static Tenants tenants(@Nullable JsonArray ids) {
    return ids == null ? Tenants.ALL : Tenants.of(ids.stream().map(Object::toString).toList());
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long after = Paging.number(Paging.cursor(request));
    Caller caller = Callers.of(request);
    keys.after(after, limit, caller.zones(), caller.workspaces())
        .onSuccess(
            page ->
                request.json(
                    Paging.page(
                        "keys", page, limit, key -> Long.toString(key.id()), KeyRoutes::json)))
        .onFailure(request::fail);
  }

  public void revoke(RoutingContext request) {
    long id = Paging.validated(request).getPathParameters().get("keyId").getLong();
    Caller caller = Callers.of(request);
    keys.find(id)
        .compose(
            key ->
                key.isPresent()
                        && caller.zones().containsAll(key.get().zones())
                        && caller.workspaces().containsAll(key.get().workspaces())
                    ? keys.revoke(id, now())
                    : Future.failedFuture(
                        Problem.of(Type.NOT_FOUND, "There is no key %d.".formatted(id))))
        .onSuccess(
            revoked -> {
              credentials.forget(id);
              request.response().setStatusCode(204).end();
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(ApiKey key) {
    return new JsonObject()
        .put("id", key.id())
        .put("name", key.name())
        .put("hint", key.hint())
        .put("scopes", new JsonArray(key.scopes().stream().map(Scope::word).sorted().toList()))
        .put("zones", ids(key.zones()))
        .put("workspaces", ids(key.workspaces()))
        .put("created_at", key.createdAt())
        .put("expires_at", key.expiresAt())
        .put("revoked_at", key.revokedAt())
        .put("last_used_at", key.lastUsedAt());
  }

  private static @Nullable JsonArray ids(Tenants tenants) {
    return tenants.all() ? null : new JsonArray(List.copyOf(new TreeSet<>(tenants.ids())));
  }
}
