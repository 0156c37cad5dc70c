package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.Grant;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds, validates and renews the access token of a Graph request. */
final class GraphTokenCheck {

  private final StudioAccounts accounts;

  GraphTokenCheck(StudioAccounts accounts) {
    this.accounts = accounts;
  }

  /** The token from the query, the form or the bearer header; null when there is none. */
  static @Nullable String of(PlatformRequest request) {
    String query = request.query("access_token");
    if (!query.isEmpty()) {
      return query;
    }
    String form = request.raw().getFormAttribute("access_token");
    if (form != null && !form.isEmpty()) {
      return form;
    }
    String bearer = request.raw().getHeader("Authorization");
    return bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : null;
  }

  /** The account of a token, expired or not. */
  Optional<StudioAccount> holder(@Nullable String token) {
    return granted(token).map(Grant::account);
  }

  /** The refusal of a token; empty when it is valid. */
  Optional<GraphException> refusal(@Nullable String token, Instant now) {
    Optional<Grant> grant = granted(token);
    if (grant.isEmpty()) {
      return Optional.of(GraphException.unknownToken());
    }
    return grant
        .filter(given -> given.expiredAt(now))
        .map(given -> GraphException.expired(given.expiresAt(), now));
  }

  /** Issues a new token for a valid one; the old token stays valid until it expires. */
  PlatformResponse renewed(GraphCall call) {
    if (!call.address().parameter("grant_type").equals("ig_refresh_token")) {
      throw GraphException.parameter("The parameter grant_type must be ig_refresh_token");
    }
    if (call.account().platform() != Platform.INSTAGRAM) {
      throw GraphException.unknownToken();
    }
    StudioAccount account = accounts.renew(call.account().externalId());
    return PlatformResponse.ok(
        new JsonObject()
            .put("access_token", account.accessToken())
            .put("token_type", "bearer")
            .put(
                "expires_in", Duration.between(call.now(), account.accessExpiresAt()).toSeconds()));
  }

  /** Tokens of TikTok are not accepted. */
  private Optional<Grant> granted(@Nullable String token) {
    return accounts.granted(token).filter(grant -> grant.account().platform() != Platform.TIKTOK);
  }
}
