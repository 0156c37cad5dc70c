package io.tidemark.standalone.process;

import io.tidemark.settings.BadSetting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Finds out that a port cannot be listened on before anything else starts. */
public final class Ports {

  private Ports() {}

  /**
   * @param host null for all addresses
   * @param choose what chooses another port, such as {@code --port}
   * @throws BadSetting when this process cannot listen there; 0 is always free
   */
  public static void requireFree(@Nullable String host, int port, String choose) {
    if (port == 0) {
      return;
    }
    try (var socket = new ServerSocket()) {
      InetAddress address = host == null ? null : InetAddress.getByName(host);
      socket.bind(new InetSocketAddress(address, port));
    } catch (UnknownHostException unknown) {
      throw new BadSetting(
          "The host %s to listen on is unknown: give an address of this machine.".formatted(host),
          unknown);
    } catch (IOException problem) {
      throw new BadSetting(sentence(host, port, choose, problem), problem);
    }
  }

  private static String sentence(
      @Nullable String host, int port, String choose, IOException problem) {
    String reason = String.valueOf(problem.getMessage());
    if (reason.contains("Permission denied")) {
      return "Port %d may not be opened by this user: choose one above 1023 with %s."
          .formatted(port, choose);
    }
    if (problem instanceof BindException && reason.contains("assign")) {
      return "%s is no address of this machine, so nothing can listen there: correct it."
          .formatted(host);
    }
    return "Port %d is taken by another process: stop that, or choose another port with %s."
        .formatted(port, choose);
  }
}
