package io.tidemark.benchmarks.harness;

import io.tidemark.stores.LocalStores;
import org.jspecify.annotations.Nullable;

/** The servers of all tests of this module: one start and one schema for them together. */
public final class SharedStores {

  private static @Nullable LocalStores shared;

  private SharedStores() {}

  /** Started by the first test that asks, stopped with the JVM. */
  public static synchronized LocalStores get() {
    if (shared == null) {
      shared = LocalStores.forTests();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }
}
