package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import java.util.List;

/** The policy of the token endpoint: no bearer token, no limit, and its own form of refusals. */
final class TikTokTokenPolicy implements PlatformPolicy {

  private final StudioAccounts accounts;

  TikTokTokenPolicy(StudioAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.TIKTOK;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    return true;
  }

  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    String account =
        accounts
            .holder(TokenGrants.form(request, "refresh_token"))
            .map(StudioAccount::externalId)
            .orElse(null);
    return List.of(new RequestedIds(account, List.of()));
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    String code =
        switch (status) {
          case 400 -> "invalid_request";
          case 401, 402, 403 -> "invalid_client";
          case 404 -> "not_found";
          case 429 -> "rate_limit_exceeded";
          default -> "server_error";
        };
    return TikTokEnvelope.tokenRefusal(status, code, "Simulated " + status + ".", request);
  }

  @Override
  public PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    return answer.header("cache-control", "no-store");
  }
}
