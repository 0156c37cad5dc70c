package io.tidemark.gateway.changes;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of what is recorded, by the names of their fields. */
final class Redaction {

  /** What stands in the place of a secret. */
  private static final String HIDDEN = "…";

  private static final Pattern NAME =
      Pattern.compile("token(?!_expires)|secret|hash|password|(^|_)key$", Pattern.CASE_INSENSITIVE);

  private Redaction() {}

  static JsonObject hidden(JsonObject from) {
    var to = new JsonObject();
    for (Map.Entry<String, Object> field : from) {
      Object value = field.getValue();
      boolean secret = value != null && NAME.matcher(field.getKey()).find();
      to.put(field.getKey(), secret ? HIDDEN : within(value));
    }
    return to;
  }

  private static @Nullable Object within(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return hidden(object);
    }
    return value instanceof JsonArray array
        ? new JsonArray(array.stream().map(Redaction::within).toList())
        : value;
  }
}
