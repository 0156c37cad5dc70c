package io.tidemark.simulator.linkedin;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/** The attachment of a post. */
@EnumNaming(EnumNames.SnakeCase.class)
public enum PostMedia {
  NONE,
  IMAGE,
  VIDEO,
  DOCUMENT,
  ARTICLE
}
