package io.tidemark.simulator.studio;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What its own account's token finds in the place of a post. */
public enum PostState {
  @JsonProperty("shown")
  SHOWN,
  @JsonProperty("deleted")
  DELETED,
  /** It belongs to somebody else, or the permission to see it is lost: looks like a deletion. */
  @JsonProperty("not-owned")
  NOT_OWNED,
  /** Instagram: older than the business account, so that it will never have insights. */
  @JsonProperty("before-conversion")
  BEFORE_CONVERSION
}
