package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.TikTokError;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import io.tidemark.simulator.studio.Grant;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TikTok's bearer tokens, limits and refusals. No rate limit headers are documented. */
final class TikTokPolicy implements PlatformPolicy {

  static final String RESEARCH = "/v2/research/video/query/";

  /** Requests per minute and endpoint, as documented in August 2026. */
  private static final int PER_MINUTE = 600;

  private static final int RESEARCH_PER_DAY = 1_000;

  private final StudioAccounts accounts;
  private final ClientTokens clients;

  TikTokPolicy(StudioAccounts accounts, ClientTokens clients) {
    this.accounts = accounts;
    this.clients = clients;
  }

  /** The account whose token a call carries; null for tokens of the application. */
  static @Nullable StudioAccount account(StudioAccounts accounts, PlatformRequest request) {
    return granted(accounts, request).map(Grant::account).orElse(null);
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.TIKTOK;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    boolean user =
        granted(accounts, request).filter(grant -> !grant.expiredAt(request.now())).isPresent();
    return user || clients.isAlive(bearer(request), request.now());
  }

  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    StudioAccount account = account(accounts, request);
    List<String> ids =
        request.endpoint().equals(RESEARCH)
            ? ResearchVideos.idsAsked(request)
            : TikTokParameters.videoIds(request.body()).stream().map(String::valueOf).toList();
    return List.of(new RequestedIds(account == null ? null : account.externalId(), ids));
  }

  /** A sliding window of a minute; for research a UTC day. */
  @Override
  public RequestLimit limit(PlatformRequest request) {
    PlatformFaults faults = request.faults();
    String counter = "tiktok " + request.endpoint();
    if (faults.common().requestsPerWindow() != null) {
      return RequestLimit.sliding(
          counter,
          faults.common().requestsPerWindow(),
          Duration.ofSeconds(faults.common().windowSeconds()));
    }
    return request.endpoint().equals(RESEARCH)
        ? new RequestLimit(
            counter + request.now().atZone(ZoneOffset.UTC).toLocalDate(),
            RESEARCH_PER_DAY,
            Duration.ofDays(1))
        : RequestLimit.sliding(counter, PER_MINUTE, Duration.ofMinutes(1));
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    return switch (status) {
      case 400 -> TikTokEnvelope.refusal(TikTokError.INVALID_PARAMS, request);
      case 401 -> TikTokEnvelope.refusal(TikTokError.ACCESS_TOKEN_INVALID, request);
      case 402, 403 -> TikTokEnvelope.refusal(status, TikTokError.SCOPE_NOT_AUTHORIZED, request);
      case 404 -> PlatformResponse.html(404, "Page not found");
      case 429 ->
          TikTokEnvelope.refusal(
              request.endpoint().equals(RESEARCH)
                  ? TikTokError.DAILY_QUOTA_LIMIT_EXCEEDED
                  : TikTokError.RATE_LIMIT_EXCEEDED,
              request);
      default -> TikTokEnvelope.refusal(status, TikTokError.INTERNAL_ERROR, request);
    };
  }

  /** Research accepts only tokens of the application, Display only those of users. */
  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    if (request.faults().tikTok().tikTokError() != null) {
      return TikTokEnvelope.refusal(request.faults().tikTok().tikTokError(), request);
    }
    StudioAccount account = account(accounts, request);
    boolean research = request.endpoint().equals(RESEARCH);
    if (research == (account != null)) {
      return TikTokEnvelope.refusal(TikTokError.SCOPE_NOT_AUTHORIZED, request);
    }
    return account != null && account.refusal() instanceof TikTokError kind
        ? TikTokEnvelope.refusal(kind, request)
        : null;
  }

  private static Optional<Grant> granted(StudioAccounts accounts, PlatformRequest request) {
    return accounts
        .granted(bearer(request))
        .filter(grant -> grant.account().platform() == Platform.TIKTOK);
  }

  private static String bearer(PlatformRequest request) {
    String header = request.raw().getHeader("Authorization");
    return header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
  }
}
