package io.tidemark.stores;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection for the few commands that prepare a Redis for tests. */
final class RedisCommands implements AutoCloseable {

  private final Socket socket;
  private final BufferedReader answers;

  RedisCommands(URI server) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setSoTimeout(10_000);
    answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    if (server.getUserInfo() != null) {
      String[] login = server.getUserInfo().split(":", 2);
      expectOk("AUTH", login[login.length - 1]);
    }
  }

  boolean isOk(String... command) throws IOException {
    return answer(command).equals("+OK");
  }

  void expectOk(String... command) throws IOException {
    String answer = answer(command);
    if (!answer.equals("+OK")) {
      throw new IOException(command[0] + " is answered " + answer);
    }
  }

  private String answer(String... command) throws IOException {
    var request = new StringBuilder("*" + command.length + "\r\n");
    for (String word : command) {
      request.append("$%d\r\n%s\r\n".formatted(word.length(), word));
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("Redis closed the connection");
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
