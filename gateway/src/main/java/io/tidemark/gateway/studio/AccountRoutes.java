package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Account;
import io.tidemark.studio.accounts.Account.Status;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connected accounts. No answer contains their tokens. */
public final class AccountRoutes {

  private final Accounts accounts;
  private final Workspaces workspaces;
  private final TokenSeal seal;
  private final WorldClock clock;

  public AccountRoutes(Pool pool, StudioSettings settings, WorldClock clock) {
    this.seal = new TokenSeal(settings.encryptionKeys());
    this.accounts = new Accounts(pool, seal);
    this.workspaces = new Workspaces(pool);
    this.clock = clock;
  }

  public void create(RoutingContext request) {
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    Tokens tokens = tokens(body).orElseThrow();
    var platform = StudioPlatform.valueOf(body.getString("platform").toUpperCase(Locale.ROOT));
    String externalId = body.getString("external_id");
    Asked.workspace(request, workspaces)
        .compose(this::sealable)
        .compose(
            workspace -> accounts.add(workspace, platform, externalId, tokens, clock.instant()))
        .onSuccess(
            account -> {
              if (account.isEmpty()) {
                request.fail(
                    Problem.of(
                        Type.CONFLICT,
                        "The workspace has the %s account %s; PATCH replaces its tokens."
                            .formatted(platform.word(), externalId)));
              } else {
                request.response().setStatusCode(201);
                request.json(json(account.get()));
              }
            })
        .onFailure(request::fail);
  }

  private static Optional<Tokens> tokens(JsonObject body) {
    String access = body.getString("access_token");
    String refresh = body.getString("refresh_token");
    String expires = body.getString("token_expires_at");
    if (access == null && (refresh != null || expires != null)) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "access_token must come with refresh_token and token_expires_at: tokens are replaced"
              + " together.");
    }
    return Optional.ofNullable(access)
        .map(token -> new Tokens(token, Asked.time("token_expires_at", expires), refresh, null));
  }

  private <T> Future<T> sealable(T given) {
    return seal.isConfigured()
        ? Future.succeededFuture(given)
        : Future.failedFuture(
            Problem.of(
                Type.UNAVAILABLE,
                StudioSettings.ENCRYPTION_KEYS
                    + " is not set; tokens are stored sealed or not at all."));
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long after = Paging.number(Paging.cursor(request));
    Asked.workspace(request, workspaces)
        .compose(workspace -> accounts.after(workspace, after, limit))
        .onSuccess(
            page ->
                request.json(
                    Paging.page(
                        "accounts",
                        page,
                        limit,
                        account -> Long.toString(account.id()),
                        AccountRoutes::json)))
        .onFailure(request::fail);
  }

  public void change(RoutingContext request) {
    long id = Asked.id(request, "accountId");
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    Optional<Tokens> tokens = tokens(body);
    Status status = status(body.getString("status"), tokens.isPresent());
    own(request, id)
        .compose(
            account ->
                tokens.isEmpty()
                    ? accounts.setStatus(id, status, clock.instant())
                    : sealable(account)
                        .compose(
                            sealable ->
                                accounts.replaceTokens(id, tokens.get(), status, clock.instant())))
        .onSuccess(
            account -> {
              if (account.isEmpty()) {
                request.fail(noAccount(id));
              } else {
                request.json(json(account.get()));
              }
            })
        .onFailure(request::fail);
  }

  private static Status status(@Nullable String word, boolean withTokens) {
    if (word == null && !withTokens) {
      throw Problem.of(Type.INVALID_REQUEST, "There is neither a status nor an access_token.");
    }
    return word == null ? Status.CONNECTED : Status.of(word);
  }

  public void remove(RoutingContext request) {
    long id = Asked.id(request, "accountId");
    own(request, id)
        .compose(account -> accounts.remove(id))
        .onSuccess(
            removed -> {
              if (removed) {
                request.response().setStatusCode(204).end();
              } else {
                request.fail(noAccount(id));
              }
            })
        .onFailure(request::fail);
  }

  /** An account of another tenant's workspace is answered as if it did not exist. */
  private Future<Account> own(RoutingContext request, long id) {
    return accounts
        .find(id)
        .compose(
            account ->
                account
                    .filter(one -> Callers.of(request).workspaces().contains(one.workspace()))
                    .map(Future::succeededFuture)
                    .orElseGet(() -> Future.failedFuture(noAccount(id))));
  }

  private static Problem noAccount(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no account %d.".formatted(id));
  }

  /** An account that needs attention, with the reason and the remedy. */
  static JsonObject attention(Account account, Instant now) {
    JsonObject json = json(account);
    String why = null;
    if (account.status() != Account.Status.CONNECTED) {
      why = account.statusReason();
    } else if (account.doubt() != null) {
      why = account.doubt();
    } else if (account.endsSoon(now)) {
      why =
          "its token ends at %s and is not renewed by then; connect it again"
              .formatted(account.endsAt());
    }
    return json.put("attention", why)
        .put("reconnect_offered", account.status() != Account.Status.DISABLED);
  }

  static JsonObject json(Account account) {
    return new JsonObject()
        .put("id", account.id())
        .put("workspace_id", account.workspace())
        .put("platform", account.platform().word())
        .put("external_id", account.externalId())
        .put("status", account.status().word())
        .put("status_reason", account.statusReason())
        .put("has_refresh_token", account.hasRefreshToken())
        .put("token_expires_at", Asked.text(account.tokenExpiresAt()))
        .put("paused_until", Asked.text(account.pausedUntil()))
        .put("pause_reason", account.pauseReason())
        .put("doubt", account.doubt())
        .put("doubted_at", Asked.text(account.doubtedAt()))
        .put("created_at", account.createdAt().toString())
        .put("updated_at", account.updatedAt().toString());
  }
}
