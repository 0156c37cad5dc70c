package io.tidemark.boot;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A foundation on real servers that the whole test run shares, with a database of its own. Tests of
 * every module stand on it.
 */
public final class TestFoundation implements AutoCloseable {

  /** Redis' databases by that of Postgres: both belong to one test. */
  private static final Map<String, String> REDIS = new ConcurrentHashMap<>();

  private static @Nullable LocalStores shared;
  private static @Nullable TestDatabases databases;

  private final AppContext app;
  private boolean closed;

  private TestFoundation(AppContext app) {
    this.app = app;
  }

  /**
   * The servers; started by the first test that asks, ended with the test run.
   *
   * @throws IllegalStateException when the test is not tagged {@code server}: {@code make test}
   *     would start them
   */
  public static synchronized LocalStores stores() {
    ServerTag.require();
    if (shared == null) {
      shared = LocalStores.forTests();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** An empty, migrated database, an empty Redis and the given settings on top of the defaults. */
  public static TestFoundation lay(WorldClock clock, Map<String, String> settings) {
    String postgres = settings.get("TIDEMARK_POSTGRES_URL");
    if (postgres != null) {
      migrate(postgres);
      return on(postgres, clock, settings);
    }
    String own = databases().take();
    REDIS.remove(own);
    return open(own, clock, settings);
  }

  private static synchronized TestDatabases databases() {
    if (databases == null) {
      databases = new TestDatabases(stores());
    }
    return databases;
  }

  private static void migrate(String url) {
    Vertx vertx = Vertx.vertx();
    await(Postgres.migrate(vertx, URI.create(url)));
    await(vertx.close());
  }

  /** The empty Redis that goes with a database: the same each time it is asked for. */
  public static String redisOf(String postgresUrl) {
    return REDIS.computeIfAbsent(postgresUrl, first -> stores().emptyRedis());
  }

  /** A second process, so to speak, on a migrated database that another app has. */
  public static TestFoundation on(
      String postgresUrl, WorldClock clock, Map<String, String> settings) {
    databases().use(postgresUrl);
    return open(postgresUrl, clock, settings);
  }

  private static TestFoundation open(
      String postgresUrl, WorldClock clock, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putIfAbsent("TIDEMARK_POSTGRES_URL", postgresUrl);
    environment.computeIfAbsent("TIDEMARK_REDIS_URL", given -> redisOf(postgresUrl));
    // A session is a process of PostgreSQL, which takes longer to begin than most tests ask of it.
    environment.putIfAbsent("TIDEMARK_POSTGRES_POOL_SIZE", "5");
    if (clock.speed() == 0) {
      // On a clock that stands still three calls would be made in its second, and then none.
      List.of(
              "TWITTERAPI_PER_SECOND",
              "X_PER_15_MINUTES",
              "X_REQUESTS_PER_MONTH",
              "X_POSTS_PER_MONTH")
          .forEach(limit -> environment.putIfAbsent("TIDEMARK_" + limit, "0"));
      environment.putIfAbsent("TIDEMARK_X_SPACING", "0s");
      environment.putIfAbsent("TIDEMARK_INSTAGRAM_SPACING", "0s");
      environment.putIfAbsent("TIDEMARK_RAPIDAPI_SPACING", "0s");
    }
    Settings all = SettingsReader.of(environment);
    PrometheusMeterRegistry meters = AppContext.newMeters();
    return new TestFoundation(
        await(
            AppContext.connect(AppContext.newVertx(meters, Optional.empty()), all, clock, meters)));
  }

  public AppContext app() {
    return app;
  }

  public String postgresUrl() {
    return app.settings().postgres().orElseThrow().url().toString();
  }

  public String redisUrl() {
    return app.settings().redis().orElseThrow().url().toString();
  }

  public Vertx vertx() {
    return app.vertx();
  }

  public Pool pool() {
    return app.pool();
  }

  /** Runs one statement and returns its rows. */
  public List<Row> sql(String statement) {
    return StreamSupport.stream(await(pool().query(statement).execute()).spliterator(), false)
        .toList();
  }

  /** A connection that was cut may be given out once more before the pool has noticed. */
  public void untilThePoolHasNoticed() {
    for (int tries = 0; tries < 100; tries++) {
      if (await(pool().query("select 1").execute().transform(Future::succeededFuture))
          .succeeded()) {
        return;
      }
    }
    throw new AssertionError("the pool gives out connections that were cut");
  }

  /** Runs one command and returns its answer; {@code nil} when there is none. */
  public String redis(String command, String... arguments) {
    Request request = Request.cmd(Command.create(command));
    List.of(arguments).forEach(request::arg);
    return String.valueOf(await(app.redis().send(request)));
  }

  /** The single number that a query answers. */
  public long number(String query) {
    return sql(query).get(0).getLong(0);
  }

  /** Waits at most 20 seconds; a failure is thrown as it is. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(20, SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(
          future.failed()
              ? "it failed by a time limit of its own"
              : "nothing happened for 20 seconds",
          e);
    }
  }

  @Override
  public void close() {
    await(app.close());
    await(app.vertx().close());
    if (!closed) {
      closed = true;
      databases().leave(postgresUrl());
    }
  }
}
