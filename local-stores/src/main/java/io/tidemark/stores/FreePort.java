package io.tidemark.stores;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a free loopback port. It is below the range of outgoing connections, one of which could
 * take it before it is used.
 */
public final class FreePort {

  private static final int FIRST = 10_000;
  private static final int END = 32_000;

  /** Ports already returned in this process, whether they are listened on or not. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /**
   * @throws StoreUnavailableException when a thousand attempts found none
   */
  public static int find() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new StoreUnavailableException(
        "No port of 127.0.0.1 from %d to %d is free for an embedded store: stop what uses them."
            .formatted(FIRST, END - 1));
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
