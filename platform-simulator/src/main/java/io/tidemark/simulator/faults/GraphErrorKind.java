package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.naming.EnumNames;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of the Graph API. All have HTTP 400 and type OAuthException; only the code
 * distinguishes them. Recorded are the wordings of 4, 613 and 80001; that of 80002 is assumed, and
 * clients must not depend on the others.
 */
@EnumNaming(EnumNames.KebabCase.class)
public enum GraphErrorKind implements AccountRefusal {
  UNKNOWN(1, null, "An unknown error occurred"),
  SERVICE(2, null, "Service temporarily unavailable"),
  APP_LIMIT(4, null, "(#4) Application request limit reached"),
  PERMISSION(10, null, "(#10) Application does not have permission for this action"),
  USER_LIMIT(17, null, "(#17) User request limit reached"),
  PAGE_LIMIT(32, null, "(#32) Page request limit reached"),
  PAGES_PERMISSION(
      100,
      null,
      "(#100) Object does not exist, cannot be loaded due to missing permission or reviewable"
          + " feature, or does not support this operation. This endpoint requires the"
          + " 'pages_read_engagement' permission or the 'Page Public Content Access' feature."),
  SESSION(102, null, "Session key invalid or no longer valid"),
  APP_REMOVED(
      190, 458, "Error validating access token: The user has not authorized application 1."),
  CHECKPOINT(
      190,
      459,
      "Error validating access token: You cannot access the app till you log in to"
          + " www.facebook.com and follow the instructions given."),
  PASSWORD_CHANGED(
      190,
      460,
      "Error validating access token: The session has been invalidated because the user changed"
          + " their password or Facebook has changed the session for security reasons."),
  PERMISSION_MISSING(200, null, "(#200) Missing Permissions"),
  APPLICATION_LIMIT(341, null, "(#341) Application limit reached"),
  BLOCKED(368, null, "The action attempted has been deemed abusive or is otherwise disallowed"),
  CUSTOM_LIMIT(613, null, "Calls to this api have exceeded the rate limit."),
  PAGE_BUSY(
      80_001,
      null,
      "(#80001) There have been too many calls to this Page account. Wait a bit and try again."
          + " For more info, please refer to"
          + " https://developers.facebook.com/docs/graph-api/overview/rate-limiting."),
  INSTAGRAM_BUSY(
      80_002,
      null,
      "(#80002) There have been too many calls to this Instagram account. Wait a bit and try"
          + " again. For more info, please refer to"
          + " https://developers.facebook.com/docs/graph-api/overview/rate-limiting.");

  private final int code;
  private final @Nullable Integer subcode;
  private final String message;

  GraphErrorKind(int code, @Nullable Integer subcode, String message) {
    this.code = code;
    this.subcode = subcode;
    this.message = message;
  }

  @Override
  public boolean isKnownTo(Platform platform) {
    return platform == Platform.INSTAGRAM || platform == Platform.FACEBOOK;
  }

  public int code() {
    return code;
  }

  /** As in {@code error_subcode}; null when there is none. */
  public @Nullable Integer subcode() {
    return subcode;
  }

  public String message() {
    return message;
  }

  /** Whether the call can be retried unchanged. */
  public boolean isTransient() {
    return this == UNKNOWN || this == SERVICE;
  }
}
