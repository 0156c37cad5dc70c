package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What hangs on a post. */
public enum PostMedia {
  @JsonProperty("none")
  NONE,
  @JsonProperty("image")
  IMAGE,
  @JsonProperty("video")
  VIDEO,
  @JsonProperty("document")
  DOCUMENT,
  @JsonProperty("article")
  ARTICLE
}
