package io.tidemark.simulator.switches;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What OpenAI refuses with; two of them share 429, and only one of these is worth a retry. */
public enum OpenAiError {
  @JsonProperty("invalid_api_key")
  INVALID_API_KEY,
  @JsonProperty("insufficient_quota")
  INSUFFICIENT_QUOTA,
  @JsonProperty("rate_limit_exceeded")
  RATE_LIMIT_EXCEEDED,
  @JsonProperty("model_not_found")
  MODEL_NOT_FOUND,
  @JsonProperty("server_error")
  SERVER_ERROR,
  @JsonProperty("overloaded")
  OVERLOADED
}
