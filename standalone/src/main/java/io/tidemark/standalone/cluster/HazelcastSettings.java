package io.tidemark.standalone.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.tidemark.settings.ClusterSettings;
import java.util.List;
import java.util.stream.IntStream;

/** The members of a cluster as Hazelcast is told to find and to watch them. */
final class HazelcastSettings {

  private static final String LOOPBACK = "127.0.0.1";

  /** Processes that one machine may have without anybody listing them. */
  private static final int LOCAL_PORTS = 20;

  private HazelcastSettings() {}

  /** The address others reach this process at; null where only Hazelcast can tell. */
  static @org.jspecify.annotations.Nullable String host(ClusterSettings settings) {
    return settings.host().orElse(settings.isNamed() ? null : LOOPBACK);
  }

  static Config config(ClusterSettings settings) {
    Config config = new Config().setClusterName(settings.name());
    config.addMultiMapConfig(new MultiMapConfig("__vertx.subs").setValueCollectionType("SET"));
    config.addMapConfig(new MapConfig("__vertx.haInfo"));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo"));
    // Nobody reads them, and they start JMX.
    config.getMetricsConfig().setEnabled(false);
    properties(config);
    network(config.getNetworkConfig(), settings);
    return config;
  }

  private static void properties(Config config) {
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        // Ours comes after the work in hand; one of its own would leave before.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.graceful.shutdown.max.wait", "3")
        // A minute by default, in which every question to a lost pod would wait in vain.
        .setProperty("hazelcast.heartbeat.interval.seconds", "2")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "8")
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "10")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10")
        // It carries a few subscriptions and nothing else.
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
