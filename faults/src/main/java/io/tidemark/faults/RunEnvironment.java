package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a run needs, all of it real but the platforms: stores, processes and a simulator. */
abstract class RunEnvironment implements AutoCloseable {

  private static final String UPSTREAM_KEY = "demo-key";

  private final WorldClock clock;
  private final Vertx vertx = Vertx.vertx();
  private final LocalStores stores;
  private final Database database;
  private final PlatformSimulator simulator;

  /** In reverse order of their start. */
  private final Deque<Runnable> closing = new ArrayDeque<>();

  RunEnvironment(WorldClock clock) {
    this.clock = clock;
    onClose(() -> await(vertx.close()));
    // Durable: a killed server must keep what it had committed, and commits must cost their time.
    stores = LocalStores.durable();
    onClose(stores::close);
    database = new Database(stores.postgres().url());
    onClose(database::close);
    simulator =
        new PlatformSimulator(
            vertx, clock, SimulatorSettings.withKey("127.0.0.1", 0, 7, UPSTREAM_KEY));
  }

  /** Starts the processes of the run; the platforms answer already. */
  abstract void startProcesses() throws Exception;

  /** Starts everything; on failure nothing is left running. */
  final void start() throws Exception {
    boolean ready = false;
    try {
      await(simulator.start());
      onClose(() -> await(simulator.stop()));
      startProcesses();
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  final void onClose(Runnable close) {
    closing.push(close);
  }

  /** The settings with which processes find the stores and the platform X, without limits. */
  final Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_POSTGRES_URL", stores.postgres().url());
    settings.put("TIDEMARK_REDIS_URL", stores.redis().url());
    settings.put("TIDEMARK_TWITTER_SOURCE", "x");
    settings.put("TIDEMARK_X_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_X_BEARER_TOKEN", UPSTREAM_KEY);
    settings.put("TIDEMARK_X_SPACING", "0s");
    settings.put("TIDEMARK_X_PER_15_MINUTES", "0");
    settings.put("TIDEMARK_X_REQUESTS_PER_MONTH", "0");
    settings.put("TIDEMARK_X_POSTS_PER_MONTH", "0");
    return settings;
  }

  final WorldClock clock() {
    return clock;
  }

  final LocalStores stores() {
    return stores;
  }

  final Database database() {
    return database;
  }

  final PlatformSimulator simulator() {
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
  public final void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
