package io.tidemark.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reading answers of which nothing is certain. */
public final class Answers {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Reads parts of an answer, after which more may come. */
  private static final JsonFactory PARTS = new ObjectMapper().getFactory();

  /** The largest whole number that every JSON reader takes exactly. */
  private static final long MOST_COUNTED = 1L << 53;

  private Answers() {}

  /** The body as JSON; a missing node when it is none (an HTML page, half an object). */
  public static JsonNode json(HttpResponse<Buffer> response) {
    Buffer body = response.body();
    return body == null ? MissingNode.getInstance() : json(body.getBytes());
  }

  /** As above, but of the body only what is looked at; the rest must be JSON all the same. */
  public static JsonNode json(@Nullable Buffer body, Fields looked) {
    if (body == null) {
      return MissingNode.getInstance();
    }
    try (JsonParser parser = PARTS.createParser(body.getBytes())) {
      JsonNode read = parser.nextToken() == null ? null : looked.read(parser);
      return parser.nextToken() == null ? read(read) : MissingNode.getInstance();
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** A text as JSON; a missing node when it is none. */
  public static JsonNode json(@Nullable String text) {
    return text == null ? MissingNode.getInstance() : json(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return read(JSON.readTree(bytes));
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode read(@Nullable JsonNode json) {
    return json == null ? MissingNode.getInstance() : json;
  }

  /** An object as it came, whole numbers of any length as they are. */
  public static JsonObject object(JsonNode json) {
    return json.isObject() ? new JsonObject(json.toString()) : new JsonObject();
  }

  /**
   * A counter. What is no whole number, or larger than any counter can be (sums of such must fit),
   * was not given.
   */
  public static @Nullable Long counter(@Nullable JsonNode value) {
    return value != null
            && value.isIntegralNumber()
            && value.canConvertToLong()
            && Math.abs(value.longValue()) <= MOST_COUNTED
        ? Long.valueOf(value.longValue())
        : null;
  }

  /** The counter under the first of the names that is given. */
  public static @Nullable Long count(JsonNode json, String... names) {
    for (String name : names) {
      JsonNode value = json.get(name);
      if (value != null && !value.isNull()) {
        return counter(value);
      }
    }
    return null;
  }

  /** A header that is a whole number. */
  public static OptionalLong number(HttpResponse<Buffer> response, String header) {
    String value = response.getHeader(header);
    try {
      return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value.strip()));
    } catch (NumberFormatException notANumber) {
      return OptionalLong.empty();
    }
  }

  /** The first of the fields that is a non-empty text. */
  public static String text(JsonNode json, String otherwise, String... fields) {
    for (String field : fields) {
      JsonNode value = json.get(field);
      if (value != null && value.isTextual() && !value.asText().isBlank()) {
        return shorten(value.asText());
      }
    }
    return otherwise;
  }

  /** What of a foreign text goes into our own messages. */
  public static String shorten(@Nullable String text) {
    String plain = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }
}
