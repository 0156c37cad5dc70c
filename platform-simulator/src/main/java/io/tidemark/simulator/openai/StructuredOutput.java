package io.tidemark.simulator.openai;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Generates JSON for a schema: enums by the classification rules, other types with any valid value.
 */
final class StructuredOutput {

  /** A label that no schema contains. */
  static final String UNKNOWN_LABEL = "rhetorical-cliffhanger";

  private final String text;
  private final boolean unknownLabel;

  StructuredOutput(String text, boolean unknownLabel) {
    this.text = text;
    this.unknownLabel = unknownLabel;
  }

  JsonObject object(JsonObject schema) {
    JsonObject answer = new JsonObject();
    for (Map.Entry<String, Object> property :
        schema.getJsonObject("properties", new JsonObject())) {
      if (property.getValue() instanceof JsonObject part) {
        answer.put(property.getKey(), value(part));
      }
    }
    return answer;
  }

  private Object value(JsonObject schema) {
    if (schema.getValue("enum") instanceof JsonArray labels && !labels.isEmpty()) {
      return label(labels.stream().map(String::valueOf).toList());
    }
    return switch (type(schema)) {
      case "object" -> object(schema);
      case "array" -> new JsonArray().add(value(schema.getJsonObject("items", new JsonObject())));
      case "number" -> HookRules.knows(text) ? 0.9 : 0.3;
      case "integer" -> 1;
      case "boolean" -> HookRules.knows(text);
      default -> "The first line decides.";
    };
  }

  private String label(List<String> labels) {
    return unknownLabel ? UNKNOWN_LABEL : HookRules.label(text, labels);
  }

  /** The type of a schema; of several types the first, because the others are for null. */
  private static String type(JsonObject schema) {
    Object type = schema.getValue("type");
    return type instanceof JsonArray several && !several.isEmpty()
        ? several.getString(0)
        : String.valueOf(type);
  }
}
