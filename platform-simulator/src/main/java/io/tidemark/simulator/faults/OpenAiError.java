package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/** The refusals of OpenAI. Two of them share status 429; only one of these is retryable. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum OpenAiError {
  INVALID_API_KEY,
  INSUFFICIENT_QUOTA,
  RATE_LIMIT_EXCEEDED,
  MODEL_NOT_FOUND,
  SERVER_ERROR,
  OVERLOADED
}
