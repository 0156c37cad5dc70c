package io.tidemark.studio.accounts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connected account without its tokens.
 *
 * @param statusReason the platform's message when it rejected the token
 * @param pausedUntil the account is not asked about before; null when it is not paused
 * @param doubt a problem for its owner to check although the token is accepted; null: none
 */
public record Account(
    long id,
    @JsonProperty("workspace_id") String workspace,
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
    @JsonIgnore @Nullable Instant refreshExpiresAt,
    @Nullable String doubt,
    @Nullable Instant doubtedAt) {

  /** Owners are told this long before a token ends that is not renewed. */
  public static final Duration ENDS_SOON = Duration.ofDays(10);

  /** When its owner must have connected it again to keep it readable; null: never. */
  public @Nullable Instant endsAt() {
    return hasRefreshToken ? refreshExpiresAt : tokenExpiresAt;
  }

  /** Whether {@link #endsAt} is within {@link #ENDS_SOON}. */
  public boolean endsSoon(Instant now) {
    Instant end = endsAt();
    return end != null && end.isBefore(now.plus(ENDS_SOON));
  }

  /** Only connected accounts are asked about. */
  public enum Status {
    CONNECTED,
    NEEDS_RECONNECT,
    DISABLED;

    /** As tables and answers spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The status of a word; fails with {@link IllegalArgumentException} for another word. */
    public static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
