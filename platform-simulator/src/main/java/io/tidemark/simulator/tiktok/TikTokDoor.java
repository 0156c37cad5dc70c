package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.Grant;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioAccounts;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.switches.TikTokError;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TikTok's bearer tokens, limits and refusals. No rate limit headers are documented. */
final class TikTokDoor implements Doorkeeper {

  /** Requests per minute and endpoint, as documented in August 2026. */
  private static final int PER_MINUTE = 600;

  private static final int RESEARCH_PER_DAY = 1_000;

  private final StudioAccounts accounts;
  private final ClientTokens clients;

  TikTokDoor(StudioAccounts accounts, ClientTokens clients) {
    this.accounts = accounts;
    this.clients = clients;
  }

  /** Whose token a call carries; nobody's when the application itself calls. */
  static @Nullable StudioAccount account(StudioAccounts accounts, Visit visit) {
    return granted(accounts, visit).map(Grant::account).orElse(null);
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.TIKTOK;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    boolean user =
        granted(accounts, visit).filter(grant -> !grant.expiredAt(visit.now())).isPresent();
    return user || clients.isAlive(bearer(visit), visit.now());
  }

  @Override
  public List<Ask> asks(Visit visit) {
    StudioAccount account = account(accounts, visit);
    List<String> ids =
        visit.endpoint().equals(TikTokApi.RESEARCH)
            ? ResearchVideos.idsAsked(visit)
            : DisplayVideos.idsAsked(visit);
    return List.of(new Ask(account == null ? null : account.externalId(), ids));
  }

  /** By the minute that slides; research by the UTC day. */
  @Override
  public Allowance allowance(Visit visit) {
    Switches faults = visit.faults();
    String counter = "tiktok " + visit.endpoint();
    if (faults.common().requestsPerWindow() != null) {
      return Allowance.sliding(
          counter,
          faults.common().requestsPerWindow(),
          Duration.ofSeconds(faults.common().windowSeconds()));
    }
    return visit.endpoint().equals(TikTokApi.RESEARCH)
        ? new Allowance(
            counter + visit.now().atZone(ZoneOffset.UTC).toLocalDate(),
            RESEARCH_PER_DAY,
            Duration.ofDays(1))
        : Allowance.sliding(counter, PER_MINUTE, Duration.ofMinutes(1));
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    return switch (status) {
      case 400 -> Replies.refusal(TikTokError.INVALID_PARAMS, visit);
      case 401 -> Replies.refusal(TikTokError.ACCESS_TOKEN_INVALID, visit);
      case 402, 403 -> Replies.refusal(status, TikTokError.SCOPE_NOT_AUTHORIZED, visit);
      case 404 -> Answer.html(404, "Page not found");
      case 429 ->
          Replies.refusal(
              visit.endpoint().equals(TikTokApi.RESEARCH)
                  ? TikTokError.DAILY_QUOTA_LIMIT_EXCEEDED
                  : TikTokError.RATE_LIMIT_EXCEEDED,
              visit);
      default -> Replies.refusal(status, TikTokError.INTERNAL_ERROR, visit);
    };
  }

  /** Research takes tokens of the application only, and Display only those of users. */
  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    if (visit.faults().tikTok().tikTokError() != null) {
      return Replies.refusal(visit.faults().tikTok().tikTokError(), visit);
    }
    StudioAccount account = account(accounts, visit);
    boolean research = visit.endpoint().equals(TikTokApi.RESEARCH);
    if (research == (account != null)) {
      return Replies.refusal(TikTokError.SCOPE_NOT_AUTHORIZED, visit);
    }
    return account != null && account.refusal() instanceof TikTokError kind
        ? Replies.refusal(kind, visit)
        : null;
  }

  @Override
  public Answer stamp(Answer answer, Visit visit) {
    return answer;
  }

  private static Optional<Grant> granted(StudioAccounts accounts, Visit visit) {
    return accounts
        .granted(bearer(visit))
        .filter(grant -> grant.account().platform() == Platform.TIKTOK);
  }

  private static String bearer(Visit visit) {
    String header = visit.request().getHeader("Authorization");
    return header != null && header.startsWith("Bearer ") ? header.substring(7) : "";
  }
}
