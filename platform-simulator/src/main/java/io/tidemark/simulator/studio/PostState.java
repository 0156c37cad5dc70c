package io.tidemark.simulator.studio;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/** What the account's own token reads at the id of a post. */
@EnumNaming(EnumNames.KebabCase.class)
public enum PostState {
  SHOWN,
  DELETED,
  /** Owned by another account, or no longer permitted; indistinguishable from a deletion. */
  NOT_OWNED,
  /** Instagram: older than the business account; it never has insights. */
  BEFORE_CONVERSION
}
