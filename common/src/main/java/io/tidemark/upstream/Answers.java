package io.tidemark.upstream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads answers whose form is not certain. */
public final class Answers {

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
    try (JsonParser parser = ForeignJson.parser(body.getBytes())) {
      JsonNode missing = MissingNode.getInstance();
      JsonNode read = parser.nextToken() == null ? missing : looked.read(parser);
      return parser.nextToken() == null ? read : missing;
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
      return ForeignJson.read(bytes);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** An object as it came, whole numbers of any length as they are. */
  public static JsonObject object(JsonNode json) {
    return json.isObject() ? new JsonObject(json.toString()) : new JsonObject();
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

  /** The part of a foreign text that goes into our own messages: 200 characters of one line. */
  public static String shorten(@Nullable String text) {
    String plain = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }
}
