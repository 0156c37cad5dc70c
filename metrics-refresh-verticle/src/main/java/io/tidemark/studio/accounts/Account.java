package io.tidemark.studio.accounts;

import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connected account as others may see it: without its tokens.
 *
 * @param statusReason what the platform said when the token died
 * @param pausedUntil the platform wants no call before; null when it does not mind
 * @param doubt what its owner should look at, though its token is taken
 */
public record Account(
    long id,
    String workspace,
    StudioPlatform platform,
    String externalId,
    Status status,
    @Nullable String statusReason,
    boolean hasRefreshToken,
    @Nullable Instant tokenExpiresAt,
    @Nullable Instant pausedUntil,
    @Nullable String pauseReason,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant refreshExpiresAt,
    @Nullable String doubt,
    @Nullable Instant doubtedAt) {

  /** Their owners are told so long before tokens end that are not renewed. */
  public static final Duration ENDS_SOON = Duration.ofDays(10);

  /** When the account cannot be read any more unless its owner connects it again; null: never. */
  public @Nullable Instant endsAt() {
    return hasRefreshToken ? refreshExpiresAt : tokenExpiresAt;
  }

  /** Whether that is soon. */
  public boolean endsSoon(Instant now) {
    Instant end = endsAt();
    return end != null && end.isBefore(now.plus(ENDS_SOON));
  }

  /** Only connected accounts are asked about. */
  public enum Status {
    CONNECTED,
    NEEDS_RECONNECT,
    DISABLED;

    /** As it stands in tables and answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
