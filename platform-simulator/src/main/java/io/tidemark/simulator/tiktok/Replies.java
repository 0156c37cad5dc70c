package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Dice;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.switches.TikTokError;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** TikTok's envelopes: {@code error} is always present, and only with tokens it is a text. */
final class Replies {

  private static final DateTimeFormatter LOG_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withZone(ZoneOffset.UTC);

  private Replies() {}

  static Answer ok(JsonObject data, Visit visit) {
    return Answer.ok(new JsonObject().put("data", data).put("error", error("ok", "", visit)));
  }

  static Answer refusal(TikTokError kind, Visit visit) {
    return refusal(kind.status(), kind.code(), kind.message(), visit);
  }

  static Answer refusal(int status, TikTokError kind, Visit visit) {
    return refusal(status, kind.code(), kind.message(), visit);
  }

  static Answer invalid(String message, Visit visit) {
    TikTokError kind = TikTokError.INVALID_PARAMS;
    return refusal(kind.status(), kind.code(), message, visit);
  }

  /** The HTTP status of refused tokens is nowhere recorded. */
  static Answer tokenRefusal(int status, String code, String description, Visit visit) {
    return Answer.of(
        status,
        new JsonObject()
            .put("error", code)
            .put("error_description", description)
            .put("log_id", logId(visit)));
  }

  private static Answer refusal(int status, String code, String message, Visit visit) {
    return Answer.of(
        status,
        new JsonObject().put("data", new JsonObject()).put("error", error(code, message, visit)));
  }

  private static JsonObject error(String code, String message, Visit visit) {
    return new JsonObject().put("code", code).put("message", message).put("log_id", logId(visit));
  }

  private static String logId(Visit visit) {
    Instant now = visit.now();
    Dice dice = visit.dice();
    return LOG_TIME.format(now) + "%020X".formatted(dice.call());
  }
}
