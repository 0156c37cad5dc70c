package io.tidemark.stores;

/** A server that was named by the environment: used, never stopped. */
record ExternalServer(String url) implements LocalServer {

  @Override
  public void stop() {
    throw new IllegalStateException("the server at a given address is not ours to stop");
  }

  @Override
  public void start() {
    throw new IllegalStateException("the server at a given address is not ours to start");
  }

  @Override
  public void close() {}
}
