package io.tidemark.standalone.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.tidemark.settings.ClusterSettings;
import java.util.List;
import java.util.stream.IntStream;

/** Hazelcast's configuration for discovery and failure detection of members. */
final class HazelcastSettings {

  private static final String LOOPBACK = "127.0.0.1";

  /** The number of processes per machine that are found without configuration. */
  private static final int LOCAL_PORTS = 20;

  private HazelcastSettings() {}

  /** The address at which others reach this process; null when Hazelcast chooses it. */
  static @org.jspecify.annotations.Nullable String host(ClusterSettings settings) {
    return settings.host().orElse(settings.isNamed() ? null : LOOPBACK);
  }

  static Config config(ClusterSettings settings) {
    Config config = new Config().setClusterName(settings.name());
    config.addMultiMapConfig(new MultiMapConfig("__vertx.subs").setValueCollectionType("SET"));
    config.addMapConfig(new MapConfig("__vertx.haInfo"));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo"));
    // Hazelcast's metrics are unused and would start JMX.
    config.getMetricsConfig().setEnabled(false);
    properties(config);
    network(config.getNetworkConfig(), settings);
    return config;
  }

  private static void properties(Config config) {
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        // It asks JMX in every start, for a line of the log that our own metrics make superfluous.
        .setProperty("hazelcast.health.monitoring.level", "OFF")
        // Hazelcast's own shutdown hook would leave the cluster before work in progress is
        // finished.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.graceful.shutdown.max.wait", "3")
        // The default is a minute, in which every request to a lost process would time out.
        .setProperty("hazelcast.heartbeat.interval.seconds", "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "8")
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "10")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10")
        // The map contains only a few subscriptions.
        .setProperty("hazelcast.operation.thread.count", "2")
        .setProperty("hazelcast.operation.generic.thread.count", "2")
        .setProperty("hazelcast.io.thread.count", "1");
  }

  private static void network(NetworkConfig network, ClusterSettings settings) {
    network.setPort(settings.port()).setPortAutoIncrement(!settings.isNamed());
    network.setPortCount(LOCAL_PORTS);
    String host = host(settings);
    if (host != null) {
      network.getInterfaces().setEnabled(true).addInterface(host);
      if (settings.publicPort() != 0) {
        network.setPublicAddress(host + ":" + settings.publicPort());
      }
    }
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (settings.dns().isPresent()) {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", settings.dns().get());
    } else {
      join.getTcpIpConfig().setEnabled(true).setMembers(addresses(settings));
    }
  }

  private static List<String> addresses(ClusterSettings settings) {
    return settings.isNamed()
        ? settings.members()
        : IntStream.range(settings.port(), settings.port() + LOCAL_PORTS)
            .mapToObj(port -> LOOPBACK + ":" + port)
            .toList();
  }
}
