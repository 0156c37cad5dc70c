package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How every LinkedIn scrape ends. Recorded are the wordings of the monthly quota and of the
 * withdrawn provider; clients must not depend on the others.
 */
public enum LinkedInError {
  @JsonProperty("monthly-quota")
  MONTHLY_QUOTA,
  @JsonProperty("burst")
  BURST,
  @JsonProperty("not-subscribed")
  NOT_SUBSCRIBED,
  @JsonProperty("bad-key")
  BAD_KEY,
  /** With HTTP 200, permanently. */
  @JsonProperty("withdrawn")
  WITHDRAWN,
  /** With HTTP 200 and an empty result. */
  @JsonProperty("scrape-failed")
  SCRAPE_FAILED,
  @JsonProperty("server-error")
  SERVER_ERROR
}
