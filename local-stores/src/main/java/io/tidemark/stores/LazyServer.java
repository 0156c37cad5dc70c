package io.tidemark.stores;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server that starts on first use. */
final class LazyServer implements LocalServer {

  private final Supplier<LocalServer> factory;
  private @Nullable LocalServer started;

  LazyServer(Supplier<LocalServer> factory) {
    this.factory = factory;
  }

  private synchronized LocalServer server() {
    if (started == null) {
      started = factory.get();
    }
    return started;
  }

  @Override
  public String url() {
    return server().url();
  }

  @Override
  public void stop() {
    server().stop();
  }

  @Override
  public void start() {
    server().start();
  }

  @Override
  public synchronized void close() {
    if (started != null) {
      started.close();
    }
  }
}
