package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.counters.CounterReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Insights by name; any of them may be missing, and their order varies. */
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
   * The value of that name, which may be an object; a missing node when it was not given. A metric
   * may be given for several periods: the lifetime value is preferred to that of a day. Of two
   * values for one period the higher one is taken.
   */
  public JsonNode value(String name) {
    JsonNode best = MissingNode.getInstance();
    int rank = Integer.MAX_VALUE;
    for (JsonNode entry : data) {
      if (!entry.path("name").asText().equals(name) || rank(entry) > rank) {
        continue;
      }
      JsonNode value = value(entry);
      if (rank(entry) < rank || isHigher(name, value, best)) {
        best = value;
        rank = rank(entry);
      }
    }
    return best;
  }

  /** An unreadable value is the lowest; objects are compared by their sums. */
  private static boolean isHigher(String name, JsonNode value, JsonNode best) {
    return size(name, value) > size(name, best);
  }

  private static long size(String name, JsonNode value) {
    if (value.isObject()) {
      Long sum = sumOf(value, name);
      return sum == null ? -1 : sum;
    }
    Long count = COUNTERS.read(value, name);
    return count == null ? -1 : count;
  }

  private static int rank(JsonNode entry) {
    return switch (entry.path("period").asText()) {
      case "lifetime" -> 0;
      case "" -> 1;
      default -> 2;
    };
  }

  /** The newest value of a series: the one with the latest end, else the last one. */
  private static JsonNode value(JsonNode entry) {
    JsonNode newest = MissingNode.getInstance();
    String end = "";
    for (JsonNode one : entry.path("values")) {
      String ends = one.path("end_time").asText();
      if (ends.compareTo(end) >= 0) {
        newest = one.path("value");
        end = ends;
      }
    }
    return newest.isMissingNode() ? entry.path("total_value").path("value") : newest;
  }

  /**
   * The sum of an object of counters, of which an absent one is 0.
   *
   * @return null when it was not given, is no object, or has an entry that is no counter, which is
   *     counted as an odd value
   */
  public @Nullable Long sum(String name) {
    JsonNode value = value(name);
    return value.isObject() ? sumOf(value, name) : null;
  }

  private static @Nullable Long sumOf(JsonNode value, String name) {
    long sum = 0;
    for (JsonNode one : value) {
      Long count = one.isNull() ? Long.valueOf(0) : COUNTERS.read(one, name);
      if (count == null) {
        return null;
      }
      sum += count;
    }
    return sum;
  }

  /** Whether no entry has a value. */
  public boolean isEmpty() {
    return data.stream()
        .map(InsightValues::value)
        .allMatch(it -> it.isMissingNode() || it.isNull());
  }

  /** All insights as one object. */
  public ObjectNode raw() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(data);
    return JsonNodeFactory.instance.objectNode().set("data", all);
  }
}
