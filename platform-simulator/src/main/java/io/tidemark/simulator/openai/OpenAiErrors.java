package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** OpenAI's error body; all four fields are always present. */
final class OpenAiErrors {

  private OpenAiErrors() {}

  static PlatformResponse invalid(String message, @Nullable String param) {
    return of(400, message, "invalid_request_error", param, null);
  }

  static PlatformResponse modelNotFound(String model) {
    return of(
        404,
        "The model `" + model + "` does not exist or you do not have access to it.",
        "invalid_request_error",
        null,
        "model_not_found");
  }

  static PlatformResponse of(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return PlatformResponse.of(
        status,
        new JsonObject()
            .put(
                "error",
                new JsonObject()
                    .put("message", message)
                    .put("type", type)
                    .put("param", param)
                    .put("code", code)));
  }
}
