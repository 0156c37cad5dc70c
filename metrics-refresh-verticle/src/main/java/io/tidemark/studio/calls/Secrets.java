package io.tidemark.studio.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.upstream.Answers;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/** Platforms repeat tokens in messages and in the links of their answers; nobody else shall. */
public final class Secrets {

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(access_token|refresh_token|client_secret)(=|%3D|\"\\s*:\\s*\")[^&\\s\"]*",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** A foreign text for our own messages: short, in one line, without the token. */
  public static String said(String text, String token) {
    return Answers.shorten(hide(text, token));
  }

  /** The text without the token, and without whatever stands where a token does. */
  static String hide(String text, String token) {
    String without = token.isEmpty() ? text : text.replace(token, "…");
    return PARAMETER.matcher(without).replaceAll("$1=…");
  }

  /** A copy of the answer that holds no token, and nothing that PostgreSQL cannot keep. */
  public static JsonNode without(JsonNode json, String token) {
    JsonNode copy = json.deepCopy();
    clean(copy, token);
    return copy;
  }

  private static void clean(JsonNode json, String token) {
    if (json instanceof ObjectNode object) {
      // Pages are links with the token in them.
      object.remove("paging");
      for (Iterator<Map.Entry<String, JsonNode>> it = object.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> field = it.next();
        field.setValue(cleaned(field.getValue(), token));
      }
    } else if (json instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, cleaned(array.get(i), token));
      }
    }
  }

  private static JsonNode cleaned(JsonNode value, String token) {
    if (value.isTextual()) {
      // PostgreSQL's jsonb cannot hold the character NUL, which JSON can.
      return TextNode.valueOf(hide(value.asText(), token).replace("\0", ""));
    }
    clean(value, token);
    return value;
  }
}
