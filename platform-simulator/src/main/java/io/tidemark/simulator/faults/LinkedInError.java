package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/**
 * How every LinkedIn scrape ends. Recorded are the wordings of the monthly quota and of the
 * withdrawn provider; clients must not depend on the others.
 */
@EnumNaming(EnumNames.KebabCase.class)
public enum LinkedInError {
  MONTHLY_QUOTA,
  BURST,
  NOT_SUBSCRIBED,
  BAD_KEY,
  /** With HTTP 200, permanently. */
  WITHDRAWN,
  /** With HTTP 200 and an empty result. */
  SCRAPE_FAILED,
  SERVER_ERROR
}
