package io.tidemark.faults;

import io.tidemark.stores.FreePort;
import java.util.Map;

/**
 * How the others reach a process over the event bus: both its ports are behind cables. Two
 * processes talk through the cable of whichever was called first, so that only when all are cut
 * nobody reaches anybody.
 */
final class BusProxy implements AutoCloseable {

  private final TcpProxy members;
  private final TcpProxy messages;
  private final Map<String, String> wiring;

  BusProxy() {
    int memberPort = FreePort.find();
    int messagePort = FreePort.find();
    members = new TcpProxy(memberPort);
    messages = new TcpProxy(messagePort);
    wiring =
        Map.of(
            "TIDEMARK_CLUSTER_PORT", Integer.toString(memberPort),
            "TIDEMARK_CLUSTER_PUBLIC_PORT", Integer.toString(members.port()),
            "TIDEMARK_CLUSTER_BUS_PORT", Integer.toString(messagePort),
            "TIDEMARK_CLUSTER_PUBLIC_BUS_PORT", Integer.toString(messages.port()));
  }

  /** The settings that tell others of the cables. */
  Map<String, String> wiring() {
    return wiring;
  }

  void cut() {
    members.cut();
    messages.cut();
  }

  void mend() {
    members.mend();
    messages.mend();
  }

  @Override
  public void close() {
    members.close();
    messages.close();
  }
}
