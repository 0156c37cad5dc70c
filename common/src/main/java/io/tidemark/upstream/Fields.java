package io.tidemark.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a large answer that are looked at. Of an object the others are read over and never
 * built; what is no object is taken as it is, and of an array each element.
 */
public final class Fields {

  private static final Fields WHOLE = new Fields(Map.of());

  private final Map<String, Fields> fields;

  private Fields(Map<String, Fields> fields) {
    this.fields = fields;
  }

  /** Those of an object, each with all that is in it. */
  public static Fields of(Set<String> names) {
    Map<String, Fields> fields = new HashMap<>();
    names.forEach(name -> fields.put(name, WHOLE));
    return new Fields(fields);
  }

  /** These and another one, of which only a part is looked at. */
  public Fields and(String name, Fields part) {
    Map<String, Fields> more = new HashMap<>(fields);
    more.put(name, part);
    return new Fields(more);
  }

  /**
   * @param parser at the first token of a value; at its last afterwards
   */
  JsonNode read(JsonParser parser) throws IOException {
    return read(parser, 0);
  }

  private JsonNode read(JsonParser parser, int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (this == WHOLE || (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY)) {
      return ForeignJson.value(parser, depth);
    }
    if (depth >= ForeignJson.DEEPEST) {
      return ForeignJson.skipped(parser);
    }
    if (token == JsonToken.START_OBJECT) {
      return readObject(parser, depth);
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(read(parser, depth + 1));
    }
    return array;
  }

  private ObjectNode readObject(JsonParser parser, int depth) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String given = parser.nextFieldName(); given != null; given = parser.nextFieldName()) {
      String name = ForeignJson.plain(given);
      @Nullable Fields part = fields.get(name);
      parser.nextToken();
      if (part == null) {
        parser.skipChildren();
      } else {
        object.set(name, part.read(parser, depth + 1));
      }
    }
    return object;
  }
}
