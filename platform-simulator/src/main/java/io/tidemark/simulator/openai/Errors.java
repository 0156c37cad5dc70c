package io.tidemark.simulator.openai;

import io.tidemark.simulator.door.Answer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** OpenAI's envelope of errors: all four fields are always there. */
final class Errors {

  private Errors() {}

  static Answer invalid(String message, @Nullable String param) {
    return of(400, message, "invalid_request_error", param, null);
  }

  static Answer modelNotFound(String model) {
    return of(
        404,
        "The model `" + model + "` does not exist or you do not have access to it.",
        "invalid_request_error",
        null,
        "model_not_found");
  }

  static Answer of(
      int status, String message, String type, @Nullable String param, @Nullable String code) {
    return Answer.of(
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
