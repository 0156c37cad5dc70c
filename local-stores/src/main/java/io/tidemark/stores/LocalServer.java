package io.tidemark.stores;

/** A database server with an explicit life cycle. */
public interface LocalServer extends AutoCloseable {

  /** The URL, {@code postgresql://…} or {@code redis://…}; unchanged by a restart. */
  String url();

  /**
   * Stops the server and keeps its data.
   *
   * @throws IllegalStateException for an external server
   */
  void stop();

  /** Restarts the server after {@link #stop()}, at the same address and with the same data. */
  void start();

  @Override
  void close();
}
