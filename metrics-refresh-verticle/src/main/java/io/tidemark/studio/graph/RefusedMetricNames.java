package io.tidemark.studio.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the metrics that the platform names when it refuses a whole question. */
final class RefusedMetricNames {

  private static final Pattern INDEX = Pattern.compile("metric\\[(\\d{1,2})\\]");
  private static final Pattern ALLOWED =
      Pattern.compile("must be one of the following values:(.*)", Pattern.DOTALL);

  private RefusedMetricNames() {}

  /**
   * @return in the order of the question; empty when the message names none of them
   */
  static List<String> of(String message, List<String> asked) {
    String said = message.toLowerCase(Locale.ROOT);
    Matcher allowed = ALLOWED.matcher(said);
    if (allowed.find()) {
      List<String> values = List.of(allowed.group(1).strip().split("[^a-z0-9_]+"));
      List<String> refused = asked.stream().filter(metric -> !values.contains(metric)).toList();
      if (!refused.isEmpty() && refused.size() < asked.size()) {
        return refused;
      }
      return byIndex(said, asked);
    }
    List<String> named = new ArrayList<>();
    for (String metric : asked) {
      if (Pattern.compile("\\b" + Pattern.quote(metric) + " metrics?\\b").matcher(said).find()
          || Pattern.compile("\\bmetrics?:? ['\"(]*" + Pattern.quote(metric) + "\\b")
              .matcher(said)
              .find()
          || Pattern.compile(
                  "\\b(?:supported|deprecated|invalid)[^a-z0-9_]{1,4}"
                      + Pattern.quote(metric)
                      + "\\b")
              .matcher(said)
              .find()) {
        named.add(metric);
      }
    }
    return named.isEmpty() ? byIndex(said, asked) : named;
  }

  private static List<String> byIndex(String said, List<String> asked) {
    Matcher index = INDEX.matcher(said);
    if (index.find()) {
      int at = Integer.parseInt(index.group(1));
      if (at < asked.size()) {
        return List.of(asked.get(at));
      }
    }
    return List.of();
  }
}
