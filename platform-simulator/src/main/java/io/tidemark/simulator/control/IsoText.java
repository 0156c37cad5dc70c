package io.tidemark.simulator.control;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.function.Function;

/** A time or a duration in its ISO 8601 form. */
final class IsoText<T> extends StdDeserializer<T> {

  private final transient Function<String, T> parse;

  IsoText(Class<T> type, Function<String, T> parse) {
    super(type);
    this.parse = parse;
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      try {
        return parse.apply(parser.getText());
      } catch (DateTimeException e) {
        throw MismatchedInputException.from(parser, handledType(), parser.getText());
      }
    }
    throw MismatchedInputException.from(parser, handledType(), "not a text");
  }
}
