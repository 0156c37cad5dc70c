package io.tidemark.stores;

/** A server named by the environment: used, never stopped. */
record ExternalServer(String url) implements LocalServer {

  @Override
  public void stop() {
    throw new IllegalStateException("an external server cannot be stopped");
  }

  @Override
  public void start() {
    throw new IllegalStateException("an external server cannot be started");
  }

  @Override
  public void close() {}
}
