package io.tidemark.simulator.tiktok;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Parses the parameters of a body and {@code fields=}. */
final class TikTokParameters {

  /** An invalid parameter; the whole call fails with {@code invalid_params}. */
  static final class Invalid extends RuntimeException {
    Invalid(String message) {
      super(message, null, false, false);
    }
  }

  private TikTokParameters() {}

  static List<String> fields(PlatformRequest request, Set<String> known) {
    List<String> fields =
        Arrays.stream(request.query("fields").split(","))
            .map(String::strip)
            .filter(field -> !field.isEmpty())
            .distinct()
            .toList();
    if (fields.isEmpty()) {
      throw new Invalid("fields is required");
    }
    for (String field : fields) {
      if (!known.contains(field)) {
        throw new Invalid("Field " + field + " is not supported");
      }
    }
    return fields;
  }

  static long number(JsonObject body, String name, long least, long most, long otherwise) {
    Object value = body.getValue(name);
    if (value == null) {
      return otherwise;
    }
    boolean whole = value instanceof Integer || value instanceof Long;
    long number = whole ? ((Number) value).longValue() : least - 1;
    if (number < least || number > most) {
      throw new Invalid(name + " must be between " + least + " and " + most);
    }
    return number;
  }

  /** The videos that a query of the Display API asks for. */
  static List<Object> videoIds(JsonObject body) {
    return list(object(body, "filters"), "video_ids");
  }

  static JsonObject object(JsonObject body, String name) {
    return body.getValue(name) instanceof JsonObject object ? object : new JsonObject();
  }

  static List<Object> list(JsonObject body, String name) {
    return body.getValue(name) instanceof JsonArray list ? list.stream().toList() : List.of();
  }
}
