package io.tidemark.stores;

/** One database server that somebody needs while it is needed. */
public interface LocalServer extends AutoCloseable {

  /** Where to connect: {@code postgresql://…} or {@code redis://…}; the same after a restart. */
  String url();

  /**
   * Ends the server and keeps its data.
   *
   * @throws IllegalStateException for a server that is not ours to stop
   */
  void stop();

  /** Starts it again after {@link #stop()}, at the same address and with the same data. */
  void start();

  @Override
  void close();
}
