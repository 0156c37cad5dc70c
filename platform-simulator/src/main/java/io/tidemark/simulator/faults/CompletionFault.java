package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;

/** A fault of a completion that is answered with HTTP 200. */
@EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
public enum CompletionFault {
  REFUSAL,
  /** The JSON ends in the middle. */
  LENGTH,
  CONTENT_FILTER,
  /** JSON of the right shape with a label that the schema does not know. */
  UNKNOWN_LABEL
}
