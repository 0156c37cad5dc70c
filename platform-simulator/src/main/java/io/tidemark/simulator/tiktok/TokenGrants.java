package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v2/oauth/token/}. A refresh returns a new refresh token and invalidates the old one
 * immediately, even when the response is lost. There is no login, so no authorization code is
 * valid.
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

  /** A form field, or the empty string. */
  static String form(PlatformRequest request, String name) {
    String value = request.raw().getFormAttribute(name);
    return value == null ? "" : value;
  }

  PlatformResponse grant(PlatformRequest request) {
    for (String needed : new String[] {"client_key", "client_secret", "grant_type"}) {
      if (form(request, needed).isEmpty()) {
        return refused("invalid_request", needed + " is missing.", request);
      }
    }
    if (!form(request, "client_key").equals(clientKey)
        || !form(request, "client_secret").equals(clientSecret)) {
      return refused("invalid_client", "Client key or secret is incorrect.", request);
    }
    return switch (form(request, "grant_type")) {
      case "refresh_token" -> refreshed(request);
      case "client_credentials" -> ownToken(request);
      case "authorization_code" ->
          refused("invalid_grant", "Authorization code is expired.", request);
      default -> refused("unsupported_grant_type", "Grant type is not supported.", request);
    };
  }

  private PlatformResponse refreshed(PlatformRequest request) {
    return accounts
        .rotate(form(request, "refresh_token"))
        .map(account -> PlatformResponse.ok(tokens(account, request.now())))
        .orElseGet(() -> refused("invalid_grant", "Refresh token is invalid or expired.", request));
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

  private PlatformResponse ownToken(PlatformRequest request) {
    return PlatformResponse.ok(
        new JsonObject()
            .put("access_token", clients.issue(request.now()))
            .put("expires_in", ClientTokens.LIFETIME.toSeconds())
            .put("token_type", "Bearer"));
  }

  private static long seconds(Instant from, @Nullable Instant to) {
    return to == null ? 0 : Duration.between(from, to).toSeconds();
  }

  private static PlatformResponse refused(
      String code, String description, PlatformRequest request) {
    return TikTokEnvelope.tokenRefusal(400, code, description, request);
  }
}
