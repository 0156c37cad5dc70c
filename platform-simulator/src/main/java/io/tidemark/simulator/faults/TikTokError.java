package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.naming.EnumNames;
import java.util.Locale;

/** The refusals of TikTok. Only the wording of {@code access_token_invalid} is recorded. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum TikTokError implements AccountRefusal {
  ACCESS_TOKEN_INVALID(401, "The access token is invalid or not found in the request."),
  SCOPE_NOT_AUTHORIZED(401, "The user did not authorize the scope required."),
  SCOPE_PERMISSION_MISSED(400, "Additional permission is needed to access the fields."),
  INVALID_PARAMS(400, "One or more fields in the request is invalid."),
  INVALID_FILE_UPLOAD(400, "The uploaded file does not meet the requirements."),
  RATE_LIMIT_EXCEEDED(429, "The API rate limit was exceeded. Please try again later."),
  DAILY_QUOTA_LIMIT_EXCEEDED(429, "Daily quota limit exceeded."),
  INTERNAL_ERROR(500, "Something is wrong. Please try again later.");

  private final int status;
  private final String message;

  TikTokError(int status, String message) {
    this.status = status;
    this.message = message;
  }

  @Override
  public boolean isKnownTo(Platform platform) {
    return platform == Platform.TIKTOK;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** As in {@code error.code}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As in {@code error.message}. */
  public String message() {
    return message;
  }
}
