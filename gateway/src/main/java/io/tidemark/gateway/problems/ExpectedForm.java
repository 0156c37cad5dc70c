package io.tidemark.gateway.problems;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes the form that the contract requires of a rejected value. The library's reasons contain
 * neither the pattern of a string nor the alternatives of a {@code oneOf}.
 */
final class ExpectedForm {

  private ExpectedForm() {}

  /**
   * The required form in words, such as {@code a text that matches ^[a-z]+$}.
   *
   * @param what the beginning of the library's message, which names the parameter unless the value
   *     is in the body
   * @param where the place in the value, such as {@code #/zone_id}
   * @param pattern whether the value is a text that does not match
   * @return empty when the contract adds nothing to the library's reason
   */
  static Optional<String> instead(
      @Nullable Operation operation, String what, @Nullable String where, boolean pattern) {
    if (operation == null) {
      return Optional.empty();
    }
    Object schema = root(operation, what);
    String place = where == null ? "#" : where;
    for (String step : place.split("/")) {
      if (!step.equals("#") && schema != null) {
        schema = within(schema, step.replace("~1", "/").replace("~0", "~"));
      }
    }
    return schema == null ? Optional.empty() : saidOf(schema, pattern);
  }

  private static @Nullable Object root(Operation operation, String what) {
    for (Parameter parameter : operation.getParameters()) {
      String named = "%s parameter %s ".formatted(parameter.getIn(), parameter.getName());
      if (what.contains(named)) {
        return parameter.getSchema();
      }
    }
    if (what.contains(" parameter ") || operation.getRequestBody() == null) {
      return null;
    }
    MediaType json = operation.getRequestBody().getContent().get("application/json");
    return json == null ? null : json.getSchema();
  }

  private static @Nullable Object within(Object schema, String step) {
    Object properties = value(schema, "properties");
    if (properties != null) {
      return value(properties, step);
    }
    return step.matches("[0-9]+") ? value(schema, "items") : null;
  }

  private static @Nullable Object value(Object schema, String key) {
    return switch (schema) {
      case JsonSchema known -> known.get(key);
      case JsonObject object -> object.getValue(key);
      default -> null;
    };
  }

  private static Optional<String> saidOf(Object schema, boolean pattern) {
    Object forms = value(schema, "oneOf");
    if (forms instanceof JsonArray several) {
      List<String> all = new ArrayList<>();
      several.forEach(form -> all.add(form(form)));
      return Optional.of(String.join(", or ", all));
    }
    return pattern ? Optional.of(form(schema)) : Optional.empty();
  }

  private static String form(Object schema) {
    Object pattern = value(schema, "pattern");
    if (pattern != null) {
      return "a text that matches " + pattern;
    }
    if (value(schema, "enum") instanceof JsonArray words) {
      return "one of " + words.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
    Object least = value(schema, "minimum");
    Object type = String.valueOf(value(schema, "type"));
    String name = "integer".equals(type) ? "a whole number" : "a value of the type " + type;
    return least == null ? name : name + " of at least " + least;
  }
}
