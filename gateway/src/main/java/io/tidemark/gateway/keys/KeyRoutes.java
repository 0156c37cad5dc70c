package io.tidemark.gateway.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.access.ApiKey;
import io.tidemark.access.ApiKeys;
import io.tidemark.access.ApiKeys.NoSuchTenant;
import io.tidemark.access.Caller;
import io.tidemark.access.Credentials;
import io.tidemark.access.Scope;
import io.tidemark.access.Tenants;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    JsonObject body = Parameters.body(request);
    String name = Parameters.text(body, "name").orElseThrow();
    if (List.of(Caller.OPERATOR.name(), Caller.ANYBODY.name())
        .contains(name.strip().toLowerCase(Locale.ROOT))) {
      throw Problem.of(
          Type.INVALID_REQUEST, "name: %s is not the name of a key.".formatted(name.strip()));
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
    request.response().putHeader("Cache-Control", "no-store");
    ApiJson.respond(
        request,
        201,
        keys.issue(name, scopes, zones, workspaces, expiresAt, now())
            .recover(
                problem ->
                    Future.failedFuture(
                        problem instanceof NoSuchTenant missing
                            ? Problem.of(Type.INVALID_REQUEST, missing.getMessage())
                            : problem))
            .map(created -> KeyAnswer.of(created.stored(), created.key())));
  }

  private Instant now() {
    return realTime.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private @Nullable Instant expiresAt(@Nullable String text) {
    Instant time = Parameters.time("expires_at", text);
    if (time != null && !time.isAfter(now())) {
      throw Problem.of(Type.INVALID_REQUEST, "expires_at must lie in the future.");
    }
    return time;
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
    ApiJson.respond(
        request,
        keys.after(after, limit, caller.zones(), caller.workspaces())
            .map(page -> page.stream().map(key -> KeyAnswer.of(key, null)).toList())
            .map(
                page -> Paging.page("keys", page, limit, key -> Long.toString(key.stored().id()))));
  }

  public void revoke(RoutingContext request) {
    long id = Parameters.id(request, "keyId");
    Caller caller = Callers.of(request);
    ApiJson.respondEmpty(
        request,
        keys.find(id)
            .compose(
                key ->
                    key.isPresent()
                            && caller.zones().containsAll(key.get().zones())
                            && caller.workspaces().containsAll(key.get().workspaces())
                        ? keys.revoke(id, now())
                        : Future.failedFuture(
                            Problem.of(Type.NOT_FOUND, "There is no key %d.".formatted(id))))
            .onSuccess(revoked -> credentials.forget(id)));
  }

  /**
   * @param scopes sorted
   * @param key the secret itself, in the answer that creates it
   */
  private record KeyAnswer(
      @JsonUnwrapped ApiKey stored,
      List<String> scopes,
      @JsonInclude(Include.NON_NULL) @Nullable String key) {

    static KeyAnswer of(ApiKey stored, @Nullable String key) {
      return new KeyAnswer(
          stored, stored.scopes().stream().map(Scope::word).sorted().toList(), key);
    }
  }
}
