package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** The result of asking for a post's insights. */
public sealed interface GraphResult {

  /**
   * @param data the entries of all answers, at least one
   * @param lacking which requested metrics are lacking, and why; empty when none is
   * @param unasked fields that were left out of the request because the post lacks them
   */
  record Values(List<JsonNode> data, String lacking, Set<String> unasked) implements GraphResult {

    /** No field was left out of the request. */
    public Values(List<JsonNode> data, String lacking) {
      this(data, lacking, Set.of());
    }
  }

  /** The platform answered without numbers. */
  record NoValues() implements GraphResult {}

  /** The platform did not answer this part. */
  record Unanswered(String why) implements GraphResult {}

  record Failed(GraphError error) implements GraphResult {}

  /** All metrics are refused for such a post. */
  record AllRefused() implements GraphResult {}

  /** Such a post does not have this edge. */
  record NoEdge() implements GraphResult {}
}
