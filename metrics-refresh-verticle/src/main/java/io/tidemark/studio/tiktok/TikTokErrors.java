package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.ForeignTimes;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** Classifies TikTok's error codes (TikTok API v2 documentation, Error Handling). */
final class TikTokErrors {

  private static final String SAYS = "TikTok says ";
  private static final String TOKEN = "access_token_invalid";

  private TikTokErrors() {}

  /** Success is in the body and independent of the status: a 500 may carry a good answer. */
  static boolean isOk(JsonNode body) {
    return body.path("error").path("code").asText().equals("ok") && body.path("data").isObject();
  }

  static boolean isTokenInvalid(CallOutcome<?> outcome) {
    return outcome instanceof CallOutcome.AuthDead<?> dead && dead.why().startsWith(SAYS + TOKEN);
  }

  /**
   * @param retries whether a failure of the platform may be retried at once
   */
  static <T> CallOutcome<T> outcome(
      HttpResponse<Buffer> response,
      JsonNode body,
      String token,
      ForeignTimes times,
      boolean retries) {
    int status = response.statusCode();
    String code = body.path("error").path("code").asText();
    if (code.isEmpty() || code.equals("ok")) {
      String said = "TikTok answered %d with nothing readable".formatted(status);
      return status == 429
          ? new CallOutcome.Throttled<>(later(response, times), said)
          : new CallOutcome.Transient<>(said, retries && status >= 502 && status <= 504);
    }
    String said =
        Secrets.excerpt(SAYS + code + ": " + body.path("error").path("message").asText(), token);
    return switch (code) {
      case TOKEN, "scope_not_authorized", "scope_permission_missed" ->
          new CallOutcome.AuthDead<>(said);
      case "rate_limit_exceeded" -> new CallOutcome.Throttled<>(later(response, times), said);
      case "daily_quota_limit_exceeded" -> new CallOutcome.Exhausted<>(tomorrow(times.now()), said);
      case "invalid_params", "invalid_file_upload" -> new CallOutcome.Refused<>(said, Set.of());
      case "internal_error" -> new CallOutcome.Transient<>(said, retries);
      default ->
          status == 429
              ? new CallOutcome.Throttled<>(later(response, times), said)
              : status == 400
                  ? new CallOutcome.Refused<>(said, Set.of())
                  : new CallOutcome.Transient<>(said, false);
    };
  }

  private static Instant later(HttpResponse<Buffer> response, ForeignTimes times) {
    return times.retryAfter(response).orElseGet(times::byDefault);
  }

  private static Instant tomorrow(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC)
        .plusDays(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }
}
