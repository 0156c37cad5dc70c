package io.tidemark.timers;

import org.jspecify.annotations.Nullable;

/** In whose name a process claims. */
@FunctionalInterface
public interface Holder {

  /** Claims end when their lease does, and not before. */
  Holder NOBODY = () -> null;

  /**
   * The process's row in {@code pods}, whose end ends its claims; null while others could not see
   * its end.
   */
  @Nullable Integer pod();
}
