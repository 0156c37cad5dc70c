package io.tidemark.settings;

import static io.tidemark.settings.Checks.between;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the processes of one installation find each other.
 *
 * @param name processes of other names are strangers, even on the same network
 * @param host the address others reach this process at; empty: the one that routes to them
 * @param port where members of the cluster talk to each other
 * @param busPort where messages of the event bus arrive; 0 for a free one
 * @param publicPort what the others know {@code port} by, where something maps it; 0: by itself
 * @param publicBusPort the same of {@code busPort}
 * @param members addresses of processes that may be there, this one among them
 * @param dns the name of a headless service of Kubernetes, whose pods are the members
 */
public record ClusterSettings(
    String name,
    Optional<String> host,
    int port,
    int busPort,
    int publicPort,
    int publicBusPort,
    List<String> members,
    Optional<String> dns) {

  public ClusterSettings {
    members = List.copyOf(members);
    between("TIDEMARK_CLUSTER_PORT", port, 1, 65_535);
    between("TIDEMARK_CLUSTER_BUS_PORT", busPort, 0, 65_535);
    between("TIDEMARK_CLUSTER_PUBLIC_PORT", publicPort, 0, 65_535);
    between("TIDEMARK_CLUSTER_PUBLIC_BUS_PORT", publicBusPort, 0, 65_535);
    onlyWith(host, "TIDEMARK_CLUSTER_PUBLIC_PORT", publicPort);
    onlyWith(host, "TIDEMARK_CLUSTER_PUBLIC_BUS_PORT", publicBusPort);
    if (!members.isEmpty() && dns.isPresent()) {
      throw new BadSetting(
          "TIDEMARK_CLUSTER_MEMBERS and TIDEMARK_CLUSTER_DNS cannot both be set: members are"
              + " either listed or looked up.");
    }
  }

  private static void onlyWith(Optional<String> host, String name, int port) {
    if (host.isEmpty() && port != 0) {
      throw new BadSetting(name + " has no meaning without TIDEMARK_CLUSTER_HOST.");
    }
  }

  static ClusterSettings from(SettingValues values) {
    return new ClusterSettings(
        values.text("cluster.name", "tidemark"),
        values.text("cluster.host"),
        values.integer("cluster.port", 5701),
        values.integer("cluster.bus-port", 0),
        values.integer("cluster.public-port", 0),
        values.integer("cluster.public-bus-port", 0),
        values.list("cluster.members"),
        values.text("cluster.dns"));
  }

  /** Whether members are configured; without them a process with all roles runs alone. */
  public boolean isNamed() {
    return !members.isEmpty() || dns.isPresent();
  }

  /**
   * From when a clock that does not run in real time is reckoned, so that it shows the same time in
   * every process.
   */
  static Optional<Instant> clockOrigin(SettingValues values) {
    return values.text("clock.origin").map(ClusterSettings::instant);
  }

  private static Instant instant(String value) {
    try {
      return Instant.parse(value);
    } catch (java.time.format.DateTimeParseException e) {
      throw Checks.bad("TIDEMARK_CLOCK_ORIGIN", "a time such as 2026-03-01T12:00:00Z", value);
    }
  }
}
