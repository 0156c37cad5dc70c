package io.tidemark.simulator.graph;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parsed address of a Graph request: a request line, or the {@code relative_url} of a batch
 * part.
 *
 * @param version 25 for {@code v25.0}; the newest when none is given
 * @param path without the version
 */
record GraphUri(int version, List<String> path, Map<String, String> parameters) {

  /** The id of a node. */
  static final String ID = "[0-9]{5,}(?:_[0-9]+)?";

  private static final int NEWEST = 25;
  private static final String VERSION = "v[0-9]+\\.[0-9]+";

  static GraphUri of(String url) {
    int mark = url.indexOf('?');
    List<String> path =
        Arrays.stream((mark < 0 ? url : url.substring(0, mark)).split("/"))
            .filter(segment -> !segment.isEmpty())
            .map(GraphUri::decoded)
            .toList();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : (mark < 0 ? "" : url.substring(mark + 1)).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    if (path.isEmpty() || !path.getFirst().matches(VERSION)) {
      return new GraphUri(NEWEST, path, parameters);
    }
    String version = path.getFirst();
    int major = Integer.parseInt(version, 1, Math.min(version.indexOf('.'), 5), 10);
    return new GraphUri(major, path.subList(1, path.size()), parameters);
  }

  /** A parameter, or the empty string. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The comma-joined values of a parameter. */
  List<String> list(String name) {
    return Arrays.stream(parameter(name).split(","))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .distinct()
        .toList();
  }

  /** The numeric ids in the address, for the meter. */
  List<String> ids() {
    return Stream.concat(path.stream().limit(1), list("ids").stream())
        .filter(id -> id.matches(ID))
        .toList();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // A stray percent sign stands for itself.
    }
  }
}
