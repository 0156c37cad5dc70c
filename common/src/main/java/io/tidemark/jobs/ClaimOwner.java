package io.tidemark.jobs;

import org.jspecify.annotations.Nullable;

/** The process that claims are made for. */
@FunctionalInterface
public interface ClaimOwner {

  /** No process: claims end when their lease does, and not before. */
  ClaimOwner NONE = () -> null;

  /**
   * The id of the process in the table {@code processes}, whose death ends its claims; null while
   * other processes could not see its death.
   */
  @Nullable Integer processId();
}
