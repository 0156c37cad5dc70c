package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.SeededRandom;
import io.tidemark.simulator.faults.TikTokError;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * TikTok's response envelopes: {@code error} is always present; it is a string only at the token
 * endpoint.
 */
final class TikTokEnvelope {

  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

  private TikTokEnvelope() {}

  static PlatformResponse ok(JsonObject data, PlatformRequest request) {
    return PlatformResponse.ok(
        new JsonObject().put("data", data).put("error", error("ok", "", request)));
  }

  static PlatformResponse refusal(TikTokError kind, PlatformRequest request) {
    return refusal(kind.status(), kind.code(), kind.message(), request);
  }

  static PlatformResponse refusal(int status, TikTokError kind, PlatformRequest request) {
    return refusal(status, kind.code(), kind.message(), request);
  }

  static PlatformResponse invalid(String message, PlatformRequest request) {
    TikTokError kind = TikTokError.INVALID_PARAMS;
    return refusal(kind.status(), kind.code(), message, request);
  }

  /** The HTTP status of refused tokens is not documented. */
  static PlatformResponse tokenRefusal(
      int status, String code, String description, PlatformRequest request) {
    return PlatformResponse.of(
        status,
        new JsonObject()
            .put("error", code)
            .put("error_description", description)
            .put("log_id", logId(request)));
  }

  private static PlatformResponse refusal(
      int status, String code, String message, PlatformRequest request) {
    return PlatformResponse.of(
        status,
        new JsonObject().put("data", new JsonObject()).put("error", error(code, message, request)));
  }

  private static JsonObject error(String code, String message, PlatformRequest request) {
    return new JsonObject().put("code", code).put("message", message).put("log_id", logId(request));
  }

  private static String logId(PlatformRequest request) {
    Instant now = request.now();
    SeededRandom random = request.random();
    return LOG_TIME.format(now) + "%020X".formatted(random.call());
  }
}
