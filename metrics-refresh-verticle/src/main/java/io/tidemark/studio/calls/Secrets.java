package io.tidemark.studio.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.upstream.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Removes tokens, which platforms repeat in messages and links, from what is logged or stored. */
public final class Secrets {

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(access_token|refresh_token|client_secret)(=|%3D|\"\\s*:\\s*\")[^&\\s\"]*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern HALF_A_PAIR = Pattern.compile("\\p{Cs}");

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
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = cleaned(object.get(name), token);
        String kept = storable(name, token);
        if (kept.equals(name)) {
          object.set(name, value);
        } else {
          object.remove(name);
          // A name that only became one that is there already must not displace its value.
          if (!object.has(kept)) {
            object.set(kept, value);
          }
        }
      }
    } else if (json instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, cleaned(array.get(i), token));
      }
    }
  }

  private static JsonNode cleaned(JsonNode value, String token) {
    if (value.isTextual()) {
      return TextNode.valueOf(storable(value.asText(), token));
    }
    clean(value, token);
    return value;
  }

  /**
   * A name or a text as it can be kept. PostgreSQL's jsonb cannot hold the character NUL, which
   * JSON can; half a surrogate pair is no character.
   */
  private static String storable(String text, String token) {
    String hidden = hide(text, token).replace("\0", "");
    return HALF_A_PAIR.matcher(hidden).replaceAll("\uFFFD");
  }
}
