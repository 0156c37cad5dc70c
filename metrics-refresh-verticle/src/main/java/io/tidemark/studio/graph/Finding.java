package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What was found out of a post's insights. */
public sealed interface Finding {

  /**
   * @param data the entries of all answers, at least one
   * @param lacking what of the metrics was asked for in vain, and why; empty when nothing was
   */
  record Given(List<JsonNode> data, String lacking) implements Finding {}

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
