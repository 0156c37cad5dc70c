package io.tidemark.simulator.studio;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the account's own token reads at the id of a post. */
public enum PostState {
  @JsonProperty("shown")
  SHOWN,
  @JsonProperty("deleted")
  DELETED,
  /** Owned by another account, or no longer permitted; indistinguishable from a deletion. */
  @JsonProperty("not-owned")
  NOT_OWNED,
  /** Instagram: older than the business account; it never has insights. */
  @JsonProperty("before-conversion")
  BEFORE_CONVERSION
}
