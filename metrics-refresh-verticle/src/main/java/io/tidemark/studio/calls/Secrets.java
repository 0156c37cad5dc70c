package io.tidemark.studio.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tidemark.upstream.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Removes tokens from texts before they are logged or stored: platforms repeat them. */
public final class Secrets {

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(access_token|refresh_token|client_secret)(=|%3D|\"\\s*:\\s*\")[^&\\s\"]*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern HALF_A_PAIR = Pattern.compile("\\p{Cs}");

  private Secrets() {}

  /** A platform's text for our messages: short, on one line, without the token. */
  public static String excerpt(String text, String token) {
    return Answers.shorten(hide(text, token));
  }

  /** The text without the token, and without the value of any token parameter. */
  static String hide(String text, String token) {
    String without = token.isEmpty() ? text : text.replace(token, "…");
    return PARAMETER.matcher(without).replaceAll("$1=…");
  }

  /** A copy of the answer without tokens and without characters that PostgreSQL cannot store. */
  public static JsonNode without(JsonNode json, String token) {
    JsonNode copy = json.deepCopy();
    clean(copy, token);
    return copy;
  }

  private static void clean(JsonNode json, String token) {
    if (json instanceof ObjectNode object) {
      // Links to further pages contain the token.
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
          // After cleaning two names may be equal: the value of the original one stays.
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
   * A name or a text as it can be stored. PostgreSQL's jsonb does not accept the character NUL, nor
   * half a surrogate pair; JSON has both.
   */
  private static String storable(String text, String token) {
    String hidden = hide(text, token).replace("\0", "");
    return HALF_A_PAIR.matcher(hidden).replaceAll("\uFFFD");
  }
}
