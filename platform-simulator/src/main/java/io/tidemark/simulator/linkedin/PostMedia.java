package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The attachment of a post. */
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
