package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What was found out of a post's insights. */
public sealed interface Finding {

  /**
   * @param data the entries of all answers, at least one
   */
  record Given(List<JsonNode> data) implements Finding {}

  /** The platform has no numbers yet, or had no time to tell. */
  record Nothing(String why) implements Finding {}

  record Failed(GraphError error) implements Finding {}

  /** None of the metrics is given for such a post. */
  record AllRefused() implements Finding {}
}
