package io.tidemark.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** A server that gives each message of a client one answer, and refuses whom real ones let in. */
public final class FakeServer implements AutoCloseable {

  private static final byte[] NOTHING = {};
  private static final byte[] SILENCE = {0};

  private final ServerSocket socket;
  private final UnaryOperator<byte[]> answers;

  /**
   * @param answers to what a client has sent; empty closes the connection
   */
  public FakeServer(UnaryOperator<byte[]> answers) {
    this.answers = answers;
    try {
      socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** A PostgreSQL without TLS that refuses every login with this error. */
  public static FakeServer postgres(String state, String message) {
    return new FakeServer(
        request -> request.length == 8 ? new byte[] {'N'} : refusal(state, message));
  }

  /** A Redis that answers every command with this line. */
  public static FakeServer redis(String answer) {
    return new FakeServer(request -> (answer + "\r\n").getBytes(UTF_8));
  }

  /** A web server. */
  public static FakeServer web() {
    return new FakeServer(request -> "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
  }

  /** A server that closes every connection when it was spoken to. */
  public static FakeServer closing() {
    return new FakeServer(request -> NOTHING);
  }

  /** A server that takes every message and answers none. */
  public static FakeServer silent() {
    return new FakeServer(request -> SILENCE);
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofPlatform().daemon().start(() -> talk(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      byte[] buffer = new byte[4_096];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] answer = answers.apply(java.util.Arrays.copyOf(buffer, read));
        if (answer == SILENCE) {
          continue;
        }
        if (answer.length == 0) {
          return;
        }
        client.getOutputStream().write(answer);
      }
    } catch (IOException gone) {
      // The client has left.
    }
  }

  /** ErrorResponse (PostgreSQL documentation, 54.7 "Message Formats"). */
  private static byte[] refusal(String state, String message) {
    byte[] fields = "SFATAL\0VFATAL\0C%s\0M%s\0\0".formatted(state, message).getBytes(UTF_8);
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte('E');
      out.writeInt(fields.length + 4);
      out.write(fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
