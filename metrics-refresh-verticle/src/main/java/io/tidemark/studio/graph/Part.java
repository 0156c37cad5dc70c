package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;

/** What became of one part of a batch. */
sealed interface Part {

  /**
   * @param body without any token
   */
  record Told(JsonNode body) implements Part {}

  record Failed(GraphError error) implements Part {}

  /** Nothing usable: the platform ran out of time for it, or cut its answer off. */
  record Silent(String why) implements Part {}
}
