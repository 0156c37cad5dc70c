package io.tidemark.simulator.switches;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How every LinkedIn scrape ends. Recorded are the wordings of the monthly quota and of the
 * withdrawn provider; nobody should read the others.
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
  /** With HTTP 200, and for good. */
  @JsonProperty("withdrawn")
  WITHDRAWN,
  /** With HTTP 200, and nothing in it. */
  @JsonProperty("scrape-failed")
  SCRAPE_FAILED,
  @JsonProperty("server-error")
  SERVER_ERROR
}
