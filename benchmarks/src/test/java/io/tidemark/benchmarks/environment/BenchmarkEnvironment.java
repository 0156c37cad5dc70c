package io.tidemark.benchmarks.environment;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.SettingsReader;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An application context with its own database. */
public final class BenchmarkEnvironment implements AutoCloseable {

  private static final long LONGEST_SECONDS = 300;

  private final AppContext app;
  private final String database;

  private BenchmarkEnvironment(AppContext app, String database) {
    this.app = app;
    this.database = database;
  }

  /** Opens a context on a migrated, empty database with these settings over the defaults. */
  public static BenchmarkEnvironment open(
      BenchmarkContext context, WorldClock clock, Map<String, String> settings) {
    String database = MigratedDatabases.create(context.stores());
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TIDEMARK_POSTGRES_URL", database);
    environment.put("TIDEMARK_REDIS_URL", context.stores().redis().url());
    // Platform limits are not measured, and a stopped clock would never lift them.
    environment.put("TIDEMARK_TWITTERAPI_PER_SECOND", "0");
    var meters = AppContext.newMeters();
    return new BenchmarkEnvironment(
        await(
            AppContext.connect(
                AppContext.newVertx(meters, Optional.empty()),
                SettingsReader.of(environment),
                clock,
                meters)),
        database);
  }

  public AppContext app() {
    return app;
  }

  /** The URL, as {@code postgresql://…}. */
  public String database() {
    return database;
  }

  /** The value of a counter. */
  public double count(String meter) {
    var counter = app.meters().find(meter).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Waits for the maximum duration of a measurement. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(LONGEST_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no result after %d s".formatted(LONGEST_SECONDS), e);
    }
  }

  /**
   * Checks the condition every quarter of a millisecond, which costs little.
   *
   * @param what description for the exception's message
   */
  public static void until(String what, BooleanSupplier reached) {
    long end = System.nanoTime() + SECONDS.toNanos(LONGEST_SECONDS);
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("%s: not reached in %d s".formatted(what, LONGEST_SECONDS));
      }
      LockSupport.parkNanos(250_000);
    }
  }

  @Override
  public void close() {
    await(app.close());
    await(app.vertx().close());
  }
}
