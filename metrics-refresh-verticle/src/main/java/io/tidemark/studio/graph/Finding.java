package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** The result of asking for a post's insights. */
public sealed interface Finding {

  /**
   * @param data the entries of all answers, at least one
   * @param lacking which requested metrics are lacking, and why; empty when none is
   * @param unasked fields that were left out of the request because the post lacks them
   */
  record Given(List<JsonNode> data, String lacking, Set<String> unasked) implements Finding {

    /** No field was left out of the request. */
    public Given(List<JsonNode> data, String lacking) {
      this(data, lacking, Set.of());
    }
  }

  /** The platform answered without numbers. */
  record Empty() implements Finding {}

  /** The platform did not answer this part. */
  record Nothing(String why) implements Finding {}

  record Failed(GraphError error) implements Finding {}

  /** All metrics are refused for such a post. */
  record AllRefused() implements Finding {}

  /** Such a post does not have this edge. */
  record NoEdge() implements Finding {}
}
