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
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return this == WHOLE ? parser.readValueAsTree() : readObject(parser);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(read(parser));
      }
      return array;
    }
    return parser.readValueAsTree();
  }

  private ObjectNode readObject(JsonParser parser) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      @Nullable Fields part = fields.get(name);
      parser.nextToken();
      if (part == null) {
        parser.skipChildren();
      } else {
        object.set(name, part.read(parser));
      }
    }
    return object;
  }
}
