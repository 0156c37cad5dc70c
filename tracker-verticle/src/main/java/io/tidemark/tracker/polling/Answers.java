package io.tidemark.tracker.polling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reading answers of which nothing is certain. */
public final class Answers {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The largest whole number that every JSON reader takes exactly. */
  private static final long MOST_COUNTED = 1L << 53;

  private Answers() {}

  /** The body as JSON; a missing node when it is none (an HTML page, half an object). */
  public static JsonNode json(HttpResponse<Buffer> response) {
    Buffer body = response.body();
    if (body == null || body.length() == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
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

  /**
   * A counter under the first of the names that is given. What is no whole number, or larger than
   * any counter can be (sums of such must fit), was not given.
   */
  public static @Nullable Long count(JsonNode json, String... names) {
    for (String name : names) {
      JsonNode value = json.get(name);
      if (value != null && !value.isNull()) {
        return value.isIntegralNumber()
                && value.canConvertToLong()
                && Math.abs(value.longValue()) <= MOST_COUNTED
            ? Long.valueOf(value.longValue())
            : null;
      }
    }
    return null;
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
