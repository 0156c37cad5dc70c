package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.counters.CounterReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Insights by name; neither their order nor their presence is certain. */
public final class InsightValues {

  private static final CounterReader COUNTERS = CounterReader.of("graph");

  private final List<JsonNode> data;

  public InsightValues(List<JsonNode> data) {
    this.data = data;
  }

  /** The number of that name; null when it was not given. */
  public @Nullable Long count(String name) {
    return COUNTERS.read(value(name), name);
  }

  /**
   * The value of that name, which may be an object; missing when it was not given. A metric may
   * come for several periods: what was counted over the whole life stands before what was counted
   * of a day.
   */
  public JsonNode value(String name) {
    JsonNode best = MissingNode.getInstance();
    int rank = Integer.MAX_VALUE;
    for (JsonNode entry : data) {
      if (entry.path("name").asText().equals(name) && rank(entry) < rank) {
        best = value(entry);
        rank = rank(entry);
      }
    }
    return best;
  }

  private static int rank(JsonNode entry) {
    return switch (entry.path("period").asText()) {
      case "lifetime" -> 0;
      case "" -> 1;
      default -> 2;
    };
  }

  /** Of a series the newest: by its end where that is told, else the last. */
  private static JsonNode value(JsonNode entry) {
    JsonNode newest = MissingNode.getInstance();
    String end = "";
    for (JsonNode one : entry.path("values")) {
      String told = one.path("end_time").asText();
      if (told.compareTo(end) >= 0) {
        newest = one.path("value");
        end = told;
      }
    }
    return newest.isMissingNode() ? entry.path("total_value").path("value") : newest;
  }

  /**
   * The sum of an object of counters, of which an absent one is 0.
   *
   * @return null when it was not given, or is no object
   */
  public @Nullable Long sum(String name) {
    JsonNode value = value(name);
    if (!value.isObject()) {
      return null;
    }
    long sum = 0;
    for (JsonNode one : value) {
      Long count = COUNTERS.read(one, name);
      sum += count == null ? 0 : count;
    }
    return sum;
  }

  /** Whether no entry holds anything. */
  public boolean isEmpty() {
    return data.stream()
        .map(InsightValues::value)
        .allMatch(it -> it.isMissingNode() || it.isNull());
  }

  /** All of it, as one answer. */
  public ObjectNode raw() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(data);
    return JsonNodeFactory.instance.objectNode().set("data", all);
  }
}
