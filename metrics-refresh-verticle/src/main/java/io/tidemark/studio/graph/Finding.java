package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** What was found out of a post's insights. */
public sealed interface Finding {

  /**
   * @param data the entries of all answers, at least one
   * @param lacking what of the metrics was asked for in vain, and why; empty when nothing was
   * @param unasked fields that the post lacks and was not asked for
   */
  record Given(List<JsonNode> data, String lacking, Set<String> unasked) implements Finding {

    /** All of it was asked for. */
    public Given(List<JsonNode> data, String lacking) {
      this(data, lacking, Set.of());
    }
  }

  /** The platform answers, and has no numbers. */
  record Empty() implements Finding {}

  /** The platform had no time to tell. */
  record Nothing(String why) implements Finding {}

  record Failed(GraphError error) implements Finding {}

  /** None of the metrics is given for such a post. */
  record AllRefused() implements Finding {}

  /** Such a post has no insights under this name. */
  record NoEdge() implements Finding {}
}
