package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the {@code errors[]} of X's answers (X API v2 documentation, Response Codes and Errors).
 */
final class XErrors {

  private static final Pattern BAD_VALUE = Pattern.compile("value \\[([^\\]]*)\\]");

  private XErrors() {}

  /**
   * The outcomes that an answer states for posts that it left out. Two different errors of one post
   * cancel each other, because the order of errors has no meaning.
   *
   * @param asked the requested ids; entries about others report failed expansions
   */
  static Map<String, PostOutcome<Counters>> ofPosts(JsonNode body, Set<String> asked) {
    Map<String, PostOutcome<Counters>> outcomes = new HashMap<>();
    for (JsonNode error : body.path("errors")) {
      String id = error.path("resource_id").asText(error.path("value").asText());
      String parameter = error.path("parameter").asText("ids");
      if (asked.contains(id) && (parameter.equals("ids") || parameter.equals("id"))) {
        outcomes.merge(id, outcome(error), XErrors::both);
      }
    }
    return outcomes;
  }

  private static PostOutcome<Counters> both(
      PostOutcome<Counters> one, PostOutcome<Counters> other) {
    return one.equals(other)
        ? one
        : new PostOutcome.Unknown<>("the answer held two different errors of the tweet");
  }

  private static PostOutcome<Counters> outcome(JsonNode error) {
    if (isAbsence(error)) {
      return new PostOutcome.Gone<>();
    }
    if (isHidden(error)) {
      return new PostOutcome.NotVisible<>();
    }
    return new PostOutcome.Unknown<>(error.path("title").asText("an error without a title"));
  }

  /**
   * Whether it states that the object does not exist. Compares the end of the type, as its host
   * varies.
   */
  static boolean isAbsence(JsonNode error) {
    return error.path("type").asText().endsWith("/resource-not-found");
  }

  /** Whether it states that the object exists but may not be seen. */
  static boolean isHidden(JsonNode error) {
    return error.path("type").asText().endsWith("/not-authorized-for-resource");
  }

  /**
   * Whether a refusal means a used-up cap, by its title, its period or its type. X does not always
   * give all of them, and the status varies.
   */
  static boolean isUsageCap(JsonNode body) {
    if (saysUsageCap(body)) {
      return true;
    }
    for (JsonNode error : body.path("errors")) {
      if (saysUsageCap(error)) {
        return true;
      }
    }
    return false;
  }

  private static boolean saysUsageCap(JsonNode problem) {
    return problem.path("title").asText().replace(" ", "").equalsIgnoreCase("UsageCapExceeded")
        || problem.path("period").asText().equalsIgnoreCase("Monthly")
        || problem.path("type").asText().endsWith("/usage-capped");
  }

  /** The values of a list parameter for which X refused the request. */
  static Set<String> badValues(JsonNode body, String parameter) {
    Set<String> bad = new HashSet<>();
    for (JsonNode error : body.path("errors")) {
      if (error.path("parameters").has(parameter)) {
        Matcher value = BAD_VALUE.matcher(error.path("message").asText());
        while (value.find()) {
          bad.addAll(List.of(value.group(1).split(",")));
        }
      }
    }
    return bad;
  }

  /** Whether X refused the request because of a parameter of that name. */
  static boolean names(JsonNode body, String parameter) {
    for (JsonNode error : body.path("errors")) {
      if (error.path("parameters").has(parameter)
          || error.path("message").asText().contains(parameter)) {
        return true;
      }
    }
    return false;
  }
}
