package io.tidemark.studio.accounts;

import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connected account as others may see it: without its tokens.
 *
 * @param statusReason what the platform said when the token died
 * @param pausedUntil the platform wants no call before; null when it does not mind
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
    Instant updatedAt) {

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
