package io.tidemark.simulator.studio;

import io.tidemark.simulator.faults.RecordCopy;
import io.tidemark.simulator.meter.Platform;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An account to connect. Absent fields are generated.
 *
 * @param accessLifetime 2 hours on TikTok, otherwise 60 days, when absent
 * @param refreshToken TikTok only
 * @param refreshLifetime 180 days when absent
 */
public record AccountDraft(
    Platform platform,
    @Nullable String externalId,
    @Nullable String userName,
    @Nullable String accessToken,
    @Nullable String refreshToken,
    @Nullable Duration accessLifetime,
    @Nullable Duration refreshLifetime) {

  /**
   * @throws IllegalArgumentException with a sentence that begins with the name of the bad value
   */
  public AccountDraft {
    if (platform != Platform.INSTAGRAM
        && platform != Platform.FACEBOOK
        && platform != Platform.TIKTOK) {
      throw new IllegalArgumentException(
          "platform must be instagram, facebook or tiktok, not " + platform.label());
    }
    String ids = platform == Platform.TIKTOK ? "[A-Za-z0-9_-]{5,64}" : "[0-9]{5,20}";
    if (externalId != null && !externalId.matches(ids)) {
      throw new IllegalArgumentException("externalId must match " + ids + ", but is " + externalId);
    }
    if (refreshToken != null && platform != Platform.TIKTOK) {
      throw new IllegalArgumentException("refreshToken is for tiktok only");
    }
    positive("accessLifetime", accessLifetime);
    positive("refreshLifetime", refreshLifetime);
  }

  public static AccountDraft instagram() {
    return on(Platform.INSTAGRAM);
  }

  /** A Facebook page. */
  public static AccountDraft facebook() {
    return on(Platform.FACEBOOK);
  }

  public static AccountDraft tiktok() {
    return on(Platform.TIKTOK);
  }

  /** All fields are generated. */
  public static AccountDraft on(Platform platform) {
    return new AccountDraft(platform, null, null, null, null, null, null);
  }

  public AccountDraft withId(String externalId) {
    return RecordCopy.of(this, Map.of("externalId", externalId));
  }

  public AccountDraft named(String userName) {
    return RecordCopy.of(this, Map.of("userName", userName));
  }

  public AccountDraft withAccessToken(String accessToken) {
    return RecordCopy.of(this, Map.of("accessToken", accessToken));
  }

  /** Sets the lifetime of the account's access tokens. */
  public AccountDraft accessLives(Duration accessLifetime) {
    return RecordCopy.of(this, Map.of("accessLifetime", accessLifetime));
  }

  public AccountDraft refreshLives(Duration refreshLifetime) {
    return RecordCopy.of(this, Map.of("refreshLifetime", refreshLifetime));
  }

  private static void positive(String name, @Nullable Duration duration) {
    if (duration != null && !duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be above zero, not " + duration);
    }
  }
}
