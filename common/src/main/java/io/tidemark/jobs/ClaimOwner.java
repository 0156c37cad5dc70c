package io.tidemark.jobs;

import org.jspecify.annotations.Nullable;

/** The process that claims are made for. */
@FunctionalInterface
public interface ClaimOwner {

  /** No process: claims end when their lease does, and not before. */
  ClaimOwner NONE = () -> null;

  /**
   * The process's row in {@code pods}, whose death ends its claims; null while other processes
   * could not see its death.
   */
  @Nullable Integer processId();
}
