package io.tidemark.jobs;

import org.jspecify.annotations.Nullable;

/** In whose name a process claims. */
@FunctionalInterface
public interface ClaimOwner {

  /** Claims end when their lease does, and not before. */
  ClaimOwner NONE = () -> null;

  /**
   * The process's row in {@code pods}, whose end ends its claims; null while others could not see
   * its end.
   */
  @Nullable Integer pod();
}
