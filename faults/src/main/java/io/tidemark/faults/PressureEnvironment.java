package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Trackers and their stores in real time, and a platform without latency. */
final class PressureEnvironment implements AutoCloseable {

  private static final String KEY = "demo-key";

  private final WorldClock clock = WorldClock.real();
  private final Vertx vertx = Vertx.vertx();
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Path folder;
  private final LocalStores stores;
  private final PlatformSimulator simulator;

  private PressureEnvironment() {
    closing.push(() -> await(vertx.close()));
    try {
      folder = Files.createTempDirectory("tidemark-pressure-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder for the stores", e);
    }
    closing.push(this::deleteFolder);
    // Durable stores: the cost of commits is part of the measurement.
    stores = LocalStores.kept(folder.resolve("stores"));
    closing.push(stores::close);
    simulator =
        new PlatformSimulator(vertx, clock, new SimulatorSettings("127.0.0.1", 0, 7, KEY, KEY));
  }

  /** Starts everything; on failure nothing is left running. */
  static PressureEnvironment start(int trackers, Consumer<String> output) throws Exception {
    var environment = new PressureEnvironment();
    boolean ready = false;
    try {
      environment.begin(trackers, output);
      ready = true;
      return environment;
    } finally {
      if (!ready) {
        environment.close();
      }
    }
  }

  private void begin(int trackers, Consumer<String> output) throws Exception {
    rememberCommits();
    await(simulator.start());
    closing.push(() -> await(simulator.stop()));
    simulator.use(PlatformFaults.with(s -> s.requestsPerWindow(Integer.MAX_VALUE)));
    LocalCluster cluster =
        LocalCluster.start(Collections.nCopies(trackers, Role.TRACKER), settings(), output);
    closing.push(cluster::close);
  }

  /** Enables commit timestamps, from which the completion of a lot is measured. */
  private void rememberCommits() throws SQLException {
    try (var connection = database().connect();
        var statement = connection.createStatement()) {
      statement.execute("alter system set track_commit_timestamp = on");
    }
    stores.postgres().stop();
    stores.postgres().start();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres().url());
    settings.put("TIDEMARK_POSTGRES_POOL_SIZE", "8");
    settings.put("TIDEMARK_REDIS_URL", stores.redis().url());
    settings.put("TIDEMARK_TWITTER_SOURCE", "x");
    settings.put("TIDEMARK_X_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_X_BEARER_TOKEN", KEY);
    settings.put("TIDEMARK_X_SPACING", "0s");
    settings.put("TIDEMARK_X_PER_15_MINUTES", "0");
    settings.put("TIDEMARK_X_REQUESTS_PER_MONTH", "0");
    settings.put("TIDEMARK_X_POSTS_PER_MONTH", "0");
    // The coalescing delay; the default of a minute would dominate the measurement.
    settings.put("TIDEMARK_TRACKER_COALESCING", "50ms");
    // Rows written directly, without intake, wake up no tracker.
    settings.put("TIDEMARK_TRACKER_IDLE", "500ms");
    settings.put("TIDEMARK_LOG_LEVEL", "WARN");
    return settings;
  }

  WorldClock clock() {
    return clock;
  }

  Database database() {
    return new Database(stores.postgres().url());
  }

  PlatformSimulator simulator() {
    return simulator;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(1, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no result after a minute", e);
    }
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }

  private void deleteFolder() {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder " + folder + " remains", e);
    }
  }
}
