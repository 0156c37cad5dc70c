package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;

/** The result of one part of a batch. */
sealed interface Part {

  /**
   * @param body without any token
   */
  record Answered(JsonNode body) implements Part {}

  record Failed(GraphError error) implements Part {}

  /** No usable answer: the platform ran out of time for the part, or truncated it. */
  record Unanswered(String why) implements Part {}
}
