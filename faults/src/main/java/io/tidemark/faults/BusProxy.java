package io.tidemark.faults;

import io.tidemark.stores.FreePort;
import java.util.Map;

/**
 * The proxies in front of both cluster ports of a process. Two processes use the connection that
 * one of them opened first, through the proxy of the other, so that only cutting all proxies
 * isolates all processes.
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

  /** The settings that announce the proxies to the other processes. */
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
