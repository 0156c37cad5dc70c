package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/oauth/token/}. A refresh brings a new refresh token and the old one is dead at
 * once, also when the answer gets lost. Nobody can log in here, so no authorization code is good.
 */
final class TokenGrants {

  private final StudioAccounts accounts;
  private final ClientTokens clients;
  private final String clientKey;
  private final String clientSecret;

  TokenGrants(
      StudioAccounts accounts, ClientTokens clients, String clientKey, String clientSecret) {
    this.accounts = accounts;
    this.clients = clients;
    this.clientKey = clientKey;
    this.clientSecret = clientSecret;
  }

  /** A field of the form, or the empty text. */
  static String form(Visit visit, String name) {
    String value = visit.request().getFormAttribute(name);
    return value == null ? "" : value;
  }

  Answer grant(Visit visit) {
    for (String needed : new String[] {"client_key", "client_secret", "grant_type"}) {
      if (form(visit, needed).isEmpty()) {
        return refused("invalid_request", needed + " is missing.", visit);
      }
    }
    if (!form(visit, "client_key").equals(clientKey)
        || !form(visit, "client_secret").equals(clientSecret)) {
      return refused("invalid_client", "Client key or secret is incorrect.", visit);
    }
    return switch (form(visit, "grant_type")) {
      case "refresh_token" -> refreshed(visit);
      case "client_credentials" -> ownToken(visit);
      case "authorization_code" ->
          refused("invalid_grant", "Authorization code is expired.", visit);
      default -> refused("unsupported_grant_type", "Grant type is not supported.", visit);
    };
  }

  private Answer refreshed(Visit visit) {
    return accounts
        .rotate(form(visit, "refresh_token"))
        .map(account -> Answer.ok(tokens(account, visit.now())))
        .orElseGet(() -> refused("invalid_grant", "Refresh token is invalid or expired.", visit));
  }

  private static JsonObject tokens(StudioAccount account, Instant now) {
    return new JsonObject()
        .put("open_id", account.externalId())
        .put("scope", "user.info.basic,video.list")
        .put("access_token", account.accessToken())
        .put("expires_in", seconds(now, account.accessExpiresAt()))
        .put("refresh_token", account.refreshToken())
        .put("refresh_expires_in", seconds(now, account.refreshExpiresAt()))
        .put("token_type", "Bearer");
  }

  private Answer ownToken(Visit visit) {
    return Answer.ok(
        new JsonObject()
            .put("access_token", clients.issue(visit.now()))
            .put("expires_in", ClientTokens.LIFETIME.toSeconds())
            .put("token_type", "Bearer"));
  }

  private static long seconds(Instant from, @Nullable Instant to) {
    return to == null ? 0 : Duration.between(from, to).toSeconds();
  }

  private static Answer refused(String code, String description, Visit visit) {
    return Replies.tokenRefusal(400, code, description, visit);
  }
}
