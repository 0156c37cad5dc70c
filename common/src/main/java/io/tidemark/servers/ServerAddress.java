package io.tidemark.servers;

import io.tidemark.settings.BadSetting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The address of a server that a setting names.
 *
 * @param variable the setting
 * @param server what is expected there, such as {@code PostgreSQL}
 */
public record ServerAddress(String variable, String server, String host, int port) {

  /** Nothing can be reached there, now at least. */
  public static final class Unreachable extends BadSetting {
    private static final long serialVersionUID = 1L;

    Unreachable(String sentence) {
      super(sentence);
    }

    Unreachable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /** Enough for a lost packet, which is sent again after a second. */
  public static final Duration LIMIT = Duration.ofMillis(1_050);

  /** The server closed the connection without an answer. */
  public static final int CLOSED = -1;

  /** The server did not answer in time. */
  public static final int SILENT = -2;

  /**
   * Sends a greeting and reads the first byte of the answer, for at most {@link #LIMIT} each.
   * Blocks.
   *
   * @return the byte, {@link #CLOSED} or {@link #SILENT}
   * @throws Unreachable when no connection can be opened
   */
  public int answerTo(byte[] greeting) {
    try (Socket socket = connect()) {
      socket.setSoTimeout((int) LIMIT.toMillis());
      socket.getOutputStream().write(greeting);
      return socket.getInputStream().read();
    } catch (SocketTimeoutException silent) {
      return SILENT;
    } catch (IOException broken) {
      return CLOSED;
    }
  }

  /**
   * Opens a connection and closes it. Blocks.
   *
   * @throws Unreachable when that cannot be done
   */
  public void reach() {
    try {
      connect().close();
    } catch (IOException broken) {
      throw unreachable(broken);
    }
  }

  /** The problem of a server that accepts connections and sends nothing. */
  public Unreachable silent() {
    return new Unreachable(
        ("%s accepts connections at %s and does not answer: it may be busy or stopped;"
                + " wait for it, or correct %s.")
            .formatted(server, this, variable));
  }

  /**
   * The problem of a server that closes connections without an answer.
   *
   * @param remedy what to do, without the full stop
   */
  public Unreachable closed(String remedy) {
    return new Unreachable(
        "The connection to %s at %s was closed without an answer: %s."
            .formatted(server, this, remedy));
  }

  private Socket connect() {
    IOException last = null;
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      // A host with several addresses takes no longer than one with a single address.
      int limit = (int) LIMIT.dividedBy(addresses.length).toMillis();
      for (InetAddress address : addresses) {
        var socket = new Socket();
        try {
          socket.connect(new InetSocketAddress(address, port), limit);
          return socket;
        } catch (IOException next) {
          socket.close();
          last = next;
        }
      }
    } catch (IOException unknown) {
      last = unknown;
    }
    throw unreachable(last == null ? new UnknownHostException(host) : last);
  }

  private Unreachable unreachable(IOException problem) {
    String sentence =
        switch (problem) {
          case UnknownHostException unknown ->
              "The host %s of %s is unknown: correct it, or this machine's name service."
                  .formatted(host, variable);
          case SocketTimeoutException silent ->
              ("%s does not answer at %s: start it there, let its packets through"
                      + " the firewall, or correct %s.")
                  .formatted(server, this, variable);
          case ConnectException refused ->
              "%s does not answer at %s (connection refused): start it there, or correct %s."
                  .formatted(server, this, variable);
          default ->
              "%s cannot be reached at %s (%s): correct %s, or the network."
                  .formatted(server, this, problem.getMessage(), variable);
        };
    return new Unreachable(sentence, problem);
  }

  /** What a sentence about it shows: {@code db.example.com:5432}. */
  @Override
  public String toString() {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }
}
