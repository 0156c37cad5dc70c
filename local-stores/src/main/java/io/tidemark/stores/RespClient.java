package io.tidemark.stores;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to Redis that returns raw values, for tests and their preparation. */
public final class RespClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  /**
   * Connects and logs in.
   *
   * @param redis {@code redis://…}, with a password where the server asks for one
   */
  public RespClient(URI redis) throws IOException {
    socket = new Socket(redis.getHost(), redis.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
    if (redis.getUserInfo() != null) {
      String[] login = redis.getUserInfo().split(":", 2);
      command("AUTH", login[login.length - 1]);
    }
  }

  /**
   * Sends a command and waits for its reply, at most ten seconds.
   *
   * @return a {@code Long}, bytes, a list of these, or null
   * @throws IOException also when Redis answers with an error
   */
  public @Nullable Object command(byte[]... words) throws IOException {
    var request = new ByteArrayOutputStream();
    request.write(bytes("*" + words.length + "\r\n"));
    for (byte[] word : words) {
      request.write(bytes("$" + word.length + "\r\n"));
      request.write(word);
      request.write(bytes("\r\n"));
    }
    socket.getOutputStream().write(request.toByteArray());
    return answer();
  }

  /** As above, with words in UTF-8. */
  public @Nullable Object command(String... words) throws IOException {
    byte[][] encoded = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      encoded[i] = bytes(words[i]);
    }
    return command(encoded);
  }

  /** The text in UTF-8. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable Object answer() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> bytes(rest);
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException("Redis says " + line);
    };
  }

  private byte @Nullable [] bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] value = in.readNBytes(length);
    in.skipNBytes(2);
    return value;
  }

  private @Nullable List<@Nullable Object> list(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(answer());
    }
    return list;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int one = in.read(); one != '\r'; one = in.read()) {
      if (one < 0) {
        throw new EOFException("Redis closed the connection");
      }
      line.write(one);
    }
    in.skipNBytes(1);
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
