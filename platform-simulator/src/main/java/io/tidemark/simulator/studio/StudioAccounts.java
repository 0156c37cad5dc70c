package io.tidemark.simulator.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.faults.AccountRefusal;
import io.tidemark.simulator.meter.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Connected accounts and their tokens. Thread-safe. */
public final class StudioAccounts {

  private record Access(String account, Instant expiresAt) {}

  private final WorldClock clock;
  private final SplittableRandom random;
  private final Map<String, StudioAccount> accounts = new LinkedHashMap<>();

  /** Includes old access tokens, which stay valid until they expire. */
  private final Map<String, Access> accesses = new HashMap<>();

  StudioAccounts(WorldClock clock, long seed) {
    this.clock = clock;
    this.random = new SplittableRandom(seed ^ 0x2545F4914F6CDD1DL);
  }

  synchronized StudioAccount connect(AccountDraft draft) {
    Platform platform = draft.platform();
    long number = accounts.size() + 1L;
    String id = draft.externalId() == null ? generatedId(platform, number) : draft.externalId();
    String access = draft.accessToken() == null ? generatedAccess(platform) : draft.accessToken();
    if (accounts.containsKey(id)) {
      throw new IllegalArgumentException("externalId " + id + " is taken");
    }
    if (accesses.containsKey(access)) {
      throw new IllegalArgumentException("accessToken is taken");
    }
    Duration accessLifetime =
        draft.accessLifetime() == null ? usualLifetime(platform) : draft.accessLifetime();
    Duration refreshLifetime =
        draft.refreshLifetime() == null ? Duration.ofDays(180) : draft.refreshLifetime();
    Instant now = clock.instant();
    boolean refreshed = platform == Platform.TIKTOK;
    String refresh = draft.refreshToken() == null ? generated("rft.") : draft.refreshToken();
    if (refreshed && holder(refresh).isPresent()) {
      throw new IllegalArgumentException("refreshToken is taken");
    }
    StudioAccount account =
        new StudioAccount(
            platform,
            id,
            draft.userName() == null ? "studio" + number : draft.userName(),
            access,
            now.plus(accessLifetime),
            refreshed ? refresh : null,
            refreshed ? now.plus(refreshLifetime) : null,
            accessLifetime,
            refreshLifetime,
            null);
    accesses.put(access, new Access(id, account.accessExpiresAt()));
    accounts.put(id, account);
    return account;
  }

  /** The account's current state. */
  public synchronized Optional<StudioAccount> find(String externalId) {
    return Optional.ofNullable(accounts.get(externalId));
  }

  /** All accounts in order of connection. */
  public synchronized List<StudioAccount> all() {
    return List.copyOf(accounts.values());
  }

  /** The grant of an access token, expired or not; empty when it was never issued. */
  public synchronized Optional<Grant> granted(@Nullable String accessToken) {
    Access access = accessToken == null ? null : accesses.get(accessToken);
    return access == null
        ? Optional.empty()
        : Optional.of(new Grant(existing(access.account()), access.expiresAt()));
  }

  /** The account of a refresh token, expired or not. */
  public synchronized Optional<StudioAccount> holder(String refreshToken) {
    return accounts.values().stream()
        .filter(account -> refreshToken.equals(account.refreshToken()))
        .findFirst();
  }

  /** Issues a new access token; the old one stays valid until it expires. */
  public synchronized StudioAccount renew(String externalId) {
    StudioAccount account = existing(externalId);
    Instant expiresAt = clock.instant().plus(account.accessLifetime());
    String token = generatedAccess(account.platform());
    accesses.put(token, new Access(externalId, expiresAt));
    return save(account.withAccess(token, expiresAt));
  }

  /** Exchanges a refresh token for two new tokens and invalidates it; empty when it was invalid. */
  public synchronized Optional<StudioAccount> rotate(String refreshToken) {
    Instant now = clock.instant();
    return holder(refreshToken)
        .filter(account -> now.isBefore(account.refreshExpiresAt()))
        .map(account -> renew(account.externalId()))
        .map(a -> save(a.withRefresh(generated("rft."), now.plus(a.refreshLifetime()))));
  }

  /**
   * Expires the account's access tokens; its refresh token stays valid.
   *
   * @throws IllegalArgumentException when there is no such account
   */
  public synchronized StudioAccount expire(String externalId) {
    StudioAccount account = existing(externalId);
    Instant now = clock.instant();
    accesses.replaceAll(
        (token, access) ->
            access.account().equals(externalId) && access.expiresAt().isAfter(now)
                ? new Access(externalId, now)
                : access);
    return save(account.withAccess(account.accessToken(), now));
  }

  /**
   * Expires the account's refresh token.
   *
   * @throws IllegalArgumentException when the account does not exist or has no refresh token
   */
  public synchronized StudioAccount expireRefresh(String externalId) {
    StudioAccount account = existing(externalId);
    if (account.refreshToken() == null) {
      throw new IllegalArgumentException("account " + externalId + " has no refresh token");
    }
    return save(account.withRefresh(account.refreshToken(), clock.instant()));
  }

  /**
   * Refuses every call with the account's tokens like this.
   *
   * @param kind null to stop refusing
   * @throws IllegalArgumentException when the account does not exist or its platform has no such
   *     refusal
   */
  public synchronized StudioAccount refuse(String externalId, @Nullable AccountRefusal kind) {
    StudioAccount account = existing(externalId);
    if (kind != null && !kind.isKnownTo(account.platform())) {
      throw new IllegalArgumentException(
          "kind " + kind + " is none of " + account.platform().label());
    }
    return save(account.refusing(kind));
  }

  synchronized StudioAccount existing(String externalId) {
    return find(externalId)
        .orElseThrow(
            () -> new IllegalArgumentException("account " + externalId + " does not exist"));
  }

  private StudioAccount save(StudioAccount account) {
    accounts.put(account.externalId(), account);
    return account;
  }

  private String generatedId(Platform platform, long number) {
    return switch (platform) {
      case TIKTOK -> "-000" + generated("");
      case FACEBOOK -> Long.toString(100_000_000_000_000L + number);
      case INSTAGRAM, TWITTER_API, X, LINKEDIN, OPENAI ->
          Long.toString(17_841_400_000_000_000L + number);
    };
  }

  private String generatedAccess(Platform platform) {
    return switch (platform) {
      case TIKTOK -> generated("act.");
      case FACEBOOK -> generated("EAAG");
      case INSTAGRAM, TWITTER_API, X, LINKEDIN, OPENAI -> generated("IGAA");
    };
  }

  private String generated(String prefix) {
    return prefix + "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }

  private static Duration usualLifetime(Platform platform) {
    return platform == Platform.TIKTOK ? Duration.ofHours(2) : Duration.ofDays(60);
  }
}
