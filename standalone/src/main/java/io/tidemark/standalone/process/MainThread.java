package io.tidemark.standalone.process;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures on the main thread, which is not an event loop. */
public final class MainThread {

  private MainThread() {}

  /**
   * @throws IllegalStateException after two minutes
   */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(2, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no result after two minutes", e);
    }
  }
}
