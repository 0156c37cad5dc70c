package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.simulator.meter.Platform;
import java.util.Locale;

/** The refusals of TikTok. Only the wording of {@code access_token_invalid} is recorded. */
public enum TikTokError implements AccountRefusal {
  @JsonProperty("access_token_invalid")
  ACCESS_TOKEN_INVALID(401, "The access token is invalid or not found in the request."),
  @JsonProperty("scope_not_authorized")
  SCOPE_NOT_AUTHORIZED(401, "The user did not authorize the scope required."),
  @JsonProperty("scope_permission_missed")
  SCOPE_PERMISSION_MISSED(400, "Additional permission is needed to access the fields."),
  @JsonProperty("invalid_params")
  INVALID_PARAMS(400, "One or more fields in the request is invalid."),
  @JsonProperty("invalid_file_upload")
  INVALID_FILE_UPLOAD(400, "The uploaded file does not meet the requirements."),
  @JsonProperty("rate_limit_exceeded")
  RATE_LIMIT_EXCEEDED(429, "The API rate limit was exceeded. Please try again later."),
  @JsonProperty("daily_quota_limit_exceeded")
  DAILY_QUOTA_LIMIT_EXCEEDED(429, "Daily quota limit exceeded."),
  @JsonProperty("internal_error")
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

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String message() {
    return message;
  }
}
