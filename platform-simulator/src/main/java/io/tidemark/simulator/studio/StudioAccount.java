package io.tidemark.simulator.studio;

import io.tidemark.simulator.faults.AccountRefusal;
import io.tidemark.simulator.faults.RecordCopy;
import io.tidemark.simulator.meter.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connected account; renewing a token creates a new state.
 *
 * @param externalId the Instagram user, the Facebook page, or TikTok's {@code open_id}
 * @param accessToken the newest; older ones stay valid until they expire
 * @param accessExpiresAt on the world's clock, as every time here
 * @param refreshToken TikTok only
 * @param accessLifetime of the next access token
 * @param refreshLifetime of the next refresh token
 * @param refusal every call with the account's tokens is refused like this
 */
public record StudioAccount(
    Platform platform,
    String externalId,
    String userName,
    String accessToken,
    Instant accessExpiresAt,
    @Nullable String refreshToken,
    @Nullable Instant refreshExpiresAt,
    Duration accessLifetime,
    Duration refreshLifetime,
    @Nullable AccountRefusal refusal) {

  StudioAccount withAccess(String token, Instant expiresAt) {
    return RecordCopy.of(this, Map.of("accessToken", token, "accessExpiresAt", expiresAt));
  }

  StudioAccount withRefresh(String token, Instant expiresAt) {
    return RecordCopy.of(this, Map.of("refreshToken", token, "refreshExpiresAt", expiresAt));
  }

  /** Null to stop refusing. */
  StudioAccount refusing(@Nullable AccountRefusal kind) {
    return RecordCopy.of(this, Collections.singletonMap("refusal", kind));
  }
}
