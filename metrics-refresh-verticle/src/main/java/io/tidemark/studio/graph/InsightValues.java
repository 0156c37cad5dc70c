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

  /** The value of that name, which may be an object; missing when it was not given. */
  public JsonNode value(String name) {
    for (JsonNode entry : data) {
      if (entry.path("name").asText().equals(name)) {
        return value(entry);
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode value(JsonNode entry) {
    JsonNode value = entry.path("values").path(0).path("value");
    return value.isMissingNode() ? entry.path("total_value").path("value") : value;
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
