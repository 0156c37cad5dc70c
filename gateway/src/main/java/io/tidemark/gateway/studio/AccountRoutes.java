package io.tidemark.gateway.studio;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
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
    JsonObject body = Parameters.body(request);
    Tokens tokens = tokens(body).orElseThrow();
    var platform = StudioPlatform.of(body.getString("platform"));
    String externalId = body.getString("external_id");
    ApiJson.respond(
        request,
        201,
        WorkspaceLookup.find(request, workspaces)
            .compose(this::sealable)
            .compose(
                workspace -> accounts.add(workspace, platform, externalId, tokens, clock.instant()))
            .map(
                account ->
                    account.orElseThrow(
                        () ->
                            Problem.of(
                                Type.CONFLICT,
                                "The workspace has the %s account %s; PATCH replaces its tokens."
                                    .formatted(platform.word(), externalId)))));
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
        .map(
            token ->
                new Tokens(token, Parameters.time("token_expires_at", expires), refresh, null));
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
    ApiJson.respond(
        request,
        WorkspaceLookup.find(request, workspaces)
            .compose(workspace -> accounts.after(workspace, after, limit))
            .map(
                page ->
                    Paging.page("accounts", page, limit, account -> Long.toString(account.id()))));
  }

  public void change(RoutingContext request) {
    long id = Parameters.id(request, "accountId");
    JsonObject body = Parameters.body(request);
    Optional<Tokens> tokens = tokens(body);
    Status status = status(body.getString("status"), tokens.isPresent());
    ApiJson.respond(
        request,
        own(request, id)
            .compose(
                account ->
                    tokens.isEmpty()
                        ? accounts.setStatus(id, status, clock.instant())
                        : sealable(account)
                            .compose(
                                sealable ->
                                    accounts.replaceTokens(
                                        id, tokens.get(), status, clock.instant())))
            .map(account -> account.orElseThrow(() -> noAccount(id))));
  }

  private static Status status(@Nullable String word, boolean withTokens) {
    if (word == null && !withTokens) {
      throw Problem.of(Type.INVALID_REQUEST, "There is neither a status nor an access_token.");
    }
    return word == null ? Status.CONNECTED : Status.of(word);
  }

  public void remove(RoutingContext request) {
    long id = Parameters.id(request, "accountId");
    ApiJson.respondRemoved(
        request, own(request, id).compose(account -> accounts.remove(id)), () -> noAccount(id));
  }

  /** An account of another tenant's workspace is answered as if it did not exist. */
  private Future<Account> own(RoutingContext request, long id) {
    return accounts
        .find(id)
        .map(
            account ->
                account
                    .filter(one -> Callers.of(request).workspaces().contains(one.workspace()))
                    .orElseThrow(() -> noAccount(id)));
  }

  private static Problem noAccount(long id) {
    return Problem.of(Type.NOT_FOUND, "There is no account %d.".formatted(id));
  }

  /** An account that needs attention, with the reason and the remedy. */
  record Attention(
      @JsonUnwrapped Account account, @Nullable String attention, boolean reconnectOffered) {

    static Attention of(Account account, Instant now) {
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
      return new Attention(account, why, account.status() != Account.Status.DISABLED);
    }
  }
}
