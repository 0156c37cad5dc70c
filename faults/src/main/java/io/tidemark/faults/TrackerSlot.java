package io.tidemark.faults;

import io.tidemark.standalone.cluster.ClusterProcess;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.LocalStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The slot of a tracker. Its process can be replaced; the proxies to its stores stay. */
final class TrackerSlot implements AutoCloseable {

  private static final Duration TO_START = Duration.ofSeconds(90);

  private final String name;
  private final TcpProxy postgres;
  private final TcpProxy redis;
  private final Map<String, String> wiring;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable LocalCluster cluster;

  /**
   * @param bus the proxies through which others reach its process
   */
  TrackerSlot(String name, LocalStores stores, BusProxy bus) {
    this.name = name;
    URI postgresUrl = URI.create(stores.postgres().url());
    URI redisUrl = URI.create(stores.redis().url());
    postgres = new TcpProxy(postgresUrl.getPort());
    redis = new TcpProxy(redisUrl.getPort());
    wiring = new HashMap<>(bus.wiring());
    wiring.put(
        "TIDEMARK_POSTGRES_URL",
        stores.postgres().url().replace(":" + postgresUrl.getPort(), ":" + postgres.port()));
    wiring.put("TIDEMARK_REDIS_URL", "redis://127.0.0.1:" + redis.port());
  }

  String name() {
    return name;
  }

  /** The settings that route its process through its proxies. */
  Map<String, String> wiring() {
    return wiring;
  }

  void belongTo(LocalCluster running) {
    cluster = running;
  }

  private LocalCluster cluster() {
    return Objects.requireNonNull(cluster, "the cluster is not started");
  }

  private ClusterProcess member() {
    return cluster().members(Role.TRACKER).stream()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  void kill() {
    member().process().destroyForcibly().onExit().join();
  }

  /**
   * Stops the process and waits for its end.
   *
   * @return how it ended
   */
  String stop(Duration timeout) throws InterruptedException {
    Process process = member().process();
    process.toHandle().destroy();
    if (process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return "stopped with " + process.exitValue();
    }
    kill();
    return "did not stop in time and was killed";
  }

  /** Starts a process in place of the one that has ended. */
  void startAgain(Map<String, String> changes) {
    Map<String, String> settings = new HashMap<>(wiring);
    settings.putAll(changes);
    cluster().again(member(), settings);
  }

  /**
   * Waits until its process is ready. A process that ends by itself is started again, as a
   * supervisor would.
   *
   * @param ended called for each end
   * @return whether it became ready within the time limit of a start
   */
  boolean awaitReady(Consumer<String> ended) throws InterruptedException {
    return RealTime.await(
        () -> {
          Process process = member().process();
          if (!process.isAlive()) {
            ended.accept("%s ended by itself with %d".formatted(name, process.exitValue()));
            startAgain(Map.of());
          }
          return member().isReady(client);
        },
        TO_START,
        Duration.ofMillis(100));
  }

  long pid() {
    return member().process().pid();
  }

  boolean isAlive() {
    return member().process().isAlive();
  }

  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int result =
          new ProcessBuilder("kill", "-" + name, Long.toString(member().process().pid()))
              .inheritIO()
              .start()
              .onExit()
              .join()
              .exitValue();
      if (result != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + result);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no signal could be sent", e);
    }
  }

  void cutOff() {
    postgres.cut();
    redis.cut();
  }

  void mend() {
    postgres.mend();
    redis.mend();
  }

  @Override
  public void close() {
    postgres.close();
    redis.close();
    client.close();
  }
}
