package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/** A fault of a completion that is answered with HTTP 200. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum CompletionFault {
  REFUSAL,
  /** The JSON ends in the middle. */
  LENGTH,
  CONTENT_FILTER,
  /** JSON of the right shape with a label that the schema does not know. */
  UNKNOWN_LABEL
}
