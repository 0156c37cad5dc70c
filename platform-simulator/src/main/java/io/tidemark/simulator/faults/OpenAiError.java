package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The refusals of OpenAI. Two of them share status 429; only one of these is retryable. */
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
