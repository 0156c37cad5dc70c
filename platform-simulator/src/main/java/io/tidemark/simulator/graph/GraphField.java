package io.tidemark.simulator.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One field of {@code fields=}, such as {@code reactions.type(LOVE).limit(0).as(love)}.
 *
 * @param modifiers modifiers by name, with the text between their parentheses
 */
record GraphField(String name, Map<String, String> modifiers) {

  GraphField {
    modifiers = Map.copyOf(modifiers);
  }

  /** The key of the field in the response. */
  String key() {
    return modifiers.getOrDefault("as", name);
  }

  static List<GraphField> list(String fields) {
    return split(fields, ',').stream().map(GraphField::of).toList();
  }

  private static GraphField of(String text) {
    List<String> steps = split(text, '.');
    Map<String, String> modifiers = new LinkedHashMap<>();
    for (String step : steps.subList(1, steps.size())) {
      int open = step.indexOf('(');
      if (open < 1 || !step.endsWith(")")) {
        throw GraphException.parameter("Syntax error \"Expected a modifier\" at " + step);
      }
      modifiers.put(step.substring(0, open), step.substring(open + 1, step.length() - 1));
    }
    return new GraphField(steps.getFirst(), modifiers);
  }

  /** Splits at separators outside parentheses. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? separator : text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == separator && (depth == 0 || i == text.length())) {
        String part = text.substring(start, i).strip();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      }
    }
    return parts;
  }
}
