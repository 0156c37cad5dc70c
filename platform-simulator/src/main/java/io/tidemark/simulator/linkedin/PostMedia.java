package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.annotation.EnumNaming;

/** The attachment of a post. */
@EnumNaming(EnumNamingStrategies.SnakeCaseStrategy.class)
public enum PostMedia {
  NONE,
  IMAGE,
  VIDEO,
  DOCUMENT,
  ARTICLE
}
