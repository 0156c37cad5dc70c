package io.tidemark.simulator.stream;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts to the snake_case spelling of the official blog; captured traffic uses camelCase. */
final class SnakeCase {

  private static final Pattern UPPER = Pattern.compile("[A-Z]");

  private SnakeCase() {}

  static JsonObject of(JsonObject camelCase) {
    JsonObject snake = new JsonObject();
    camelCase.forEach(entry -> snake.put(name(entry.getKey()), value(entry.getValue())));
    return snake;
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof JsonObject object) {
      return of(object);
    }
    if (value instanceof JsonArray array) {
      JsonArray snake = new JsonArray();
      array.forEach(element -> snake.add(value(element)));
      return snake;
    }
    return value;
  }

  private static String name(String camelCase) {
    return UPPER
        .matcher(camelCase)
        .replaceAll(upper -> "_" + upper.group().toLowerCase(Locale.ROOT));
  }
}
