package io.tidemark.standalone.process;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on the main thread, which is nobody's event loop. */
public final class MainThread {

  private MainThread() {}

  /**
   * @throws IllegalStateException when nothing has happened after two minutes
   */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(2, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("nothing happened for two minutes", e);
    }
  }
}
