package io.tidemark.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON that others wrote. One value in it that is beyond all measure costs that value and nothing
 * beside it: a number of more than {@value #LONGEST_NUMBER} characters or beyond a double is read
 * as a text, what lies deeper than {@value #DEEPEST} levels as null. The character NUL, which
 * PostgreSQL cannot hold, is dropped from texts and from names.
 */
public final class ForeignJson {

  static final int LONGEST_NUMBER = 100;
  static final int DEEPEST = 100;

  /** Levels that the parser itself follows; each costs memory as long as it is open. */
  private static final int MOST_LEVELS = 4_000;

  private static final int LONGEST_EXCERPT = 40;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // The body's own limit bounds texts, names and numbers.
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_LEVELS)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ForeignJson() {}

  /**
   * One JSON document; a missing node when there is none.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not JSON
   */
  public static JsonNode read(byte[] bytes) throws IOException {
    try (JsonParser parser = parser(bytes)) {
      if (parser.nextToken() == null) {
        return MissingNode.getInstance();
      }
      JsonNode read = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more follows where the document should end");
      }
      return read;
    }
  }

  static JsonParser parser(byte[] bytes) throws IOException {
    return FACTORY.createParser(bytes);
  }

  /**
   * @param parser at the first token of a value; at its last afterwards
   */
  static JsonNode value(JsonParser parser) throws IOException {
    return value(parser, 0);
  }

  static JsonNode value(JsonParser parser, int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> depth < DEEPEST ? object(parser, depth) : skipped(parser);
      case START_ARRAY -> depth < DEEPEST ? array(parser, depth) : skipped(parser);
      case VALUE_STRING -> NODES.textNode(plain(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      default -> NODES.nullNode();
    };
  }

  private static ObjectNode object(JsonParser parser, int depth) throws IOException {
    ObjectNode object = NODES.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      object.set(plain(name), value(parser, depth + 1));
    }
    return object;
  }

  private static ArrayNode array(JsonParser parser, int depth) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, depth + 1));
    }
    return array;
  }

  /** Reads over a value of any depth. */
  static JsonNode skipped(JsonParser parser) throws IOException {
    parser.skipChildren();
    return NODES.nullNode();
  }

  private static JsonNode number(JsonParser parser) throws IOException {
    if (parser.getTextLength() > LONGEST_NUMBER) {
      return NODES.textNode(parser.getText().substring(0, LONGEST_EXCERPT) + "…");
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      double number = parser.getDoubleValue();
      return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(parser.getText());
    }
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> NODES.numberNode(parser.getLongValue());
      default -> NODES.numberNode(parser.getBigIntegerValue());
    };
  }

  /** Without the character NUL. */
  static String plain(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
  }
}
