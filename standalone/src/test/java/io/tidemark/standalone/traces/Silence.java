package io.tidemark.standalone.traces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port that takes connections and never answers: the worst that a collector can be. */
final class Silence implements AutoCloseable {

  private final List<Socket> callers = new CopyOnWriteArrayList<>();
  private final ServerSocket server;

  Silence() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::take);
  }

  private void take() {
    try {
      while (true) {
        callers.add(server.accept());
      }
    } catch (IOException closed) {
      // That is how it ends.
    }
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  int calls() {
    return callers.size();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket caller : callers) {
        caller.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
