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

/** Whose token a Graph request carries, whether it is alive, and how it is renewed. */
final class GraphTokenCheck {

  private final StudioAccounts accounts;

  GraphTokenCheck(StudioAccounts accounts) {
    this.accounts = accounts;
  }

  /** In the query, in a form, or as a bearer; absent when there is none. */
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

  /** Also of an expired token. */
  Optional<StudioAccount> holder(@Nullable String token) {
    return granted(token).map(Grant::account);
  }

  /** Absent when the token is good. */
  Optional<GraphException> refusal(@Nullable String token, Instant now) {
    Optional<Grant> grant = granted(token);
    if (grant.isEmpty()) {
      return Optional.of(GraphException.unknownToken());
    }
    return grant
        .filter(given -> given.expiredAt(now))
        .map(given -> GraphException.expired(given.expiresAt(), now));
  }

  /** A new token for one that is still alive; the old one lives on until its own end. */
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

  /** TikTok's tokens mean nothing here. */
  private Optional<Grant> granted(@Nullable String token) {
    return accounts.granted(token).filter(grant -> grant.account().platform() != Platform.TIKTOK);
  }
}
