package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A fault of a completion that is answered with HTTP 200. */
public enum CompletionFault {
  @JsonProperty("refusal")
  REFUSAL,
  /** The JSON ends in the middle. */
  @JsonProperty("length")
  LENGTH,
  @JsonProperty("content_filter")
  CONTENT_FILTER,
  /** JSON of the right shape with a label that the schema does not know. */
  @JsonProperty("unknown_label")
  UNKNOWN_LABEL
}
