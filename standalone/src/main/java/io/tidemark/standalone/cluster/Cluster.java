package io.tidemark.standalone.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.boot.AppContext;
import io.tidemark.settings.ClusterSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This process as a member of a cluster with a shared event bus. The bus is not durable: everything
 * that must not be lost is in Postgres.
 *
 * @param vertx closing it leaves the cluster
 */
public record Cluster(Vertx vertx, HazelcastInstance hazelcast) {

  /** Interval of the checks whether the cluster is safe. */
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /** Another member is leaving or has just left, and its data is not yet replicated again. */
  private static final class NotSafe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSafe(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /**
   * @param tracing tracing options, if tracing is enabled
   */
  public static Future<Cluster> join(
      ClusterSettings settings,
      PrometheusMeterRegistry meters,
      Optional<VertxTracerFactory> tracing) {
    var manager = new HazelcastClusterManager(HazelcastSettings.config(settings));
    var bus = new EventBusOptions().setPort(settings.busPort());
    String host = HazelcastSettings.host(settings);
    if (host != null) {
      bus.setHost(host).setClusterPublicHost(host);
      if (settings.publicBusPort() != 0) {
        bus.setClusterPublicPort(settings.publicBusPort());
      }
    }
    return AppContext.vertxBuilder(meters, tracing, options -> options.setEventBusOptions(bus))
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new Cluster(vertx, manager.getHazelcastInstance()));
  }

  /** Fails while the loss of another member could lose shared data. */
  public Future<Void> safe() {
    return vertx
        .executeBlocking(
            () ->
                hazelcast.getLifecycleService().isRunning()
                    && hazelcast.getPartitionService().isClusterSafe(),
            false)
        .compose(
            safe ->
                safe
                    ? Future.succeededFuture()
                    : Future.failedFuture(new NotSafe("the cluster is not safe")));
  }

  /**
   * Waits until {@link #safe()}.
   *
   * @param longest in real time
   * @return completes when the cluster is safe or the time is over; never fails
   */
  public Future<Void> untilSafe(Duration longest) {
    return untilSafe(System.nanoTime() + longest.toNanos());
  }

  private Future<Void> untilSafe(long until) {
    long left = until - System.nanoTime();
    return left <= 0
        ? Future.succeededFuture()
        : safe()
            .timeout(left, TimeUnit.NANOSECONDS)
            .recover(
                notYet ->
                    vertx
                        .timer(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(waited -> untilSafe(until)));
  }

  /** The number of members. */
  public int size() {
    return hazelcast.getCluster().getMembers().size();
  }
}
