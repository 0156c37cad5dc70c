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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A foundation on real servers that the whole test run shares, with a database of its own. Tests of
 * every module stand on it.
 */
public final class TestFoundation implements AutoCloseable {

  private static @Nullable LocalStores shared;
  private static @Nullable String migrated;

  private final Foundation foundation;

  private TestFoundation(Foundation foundation) {
    this.foundation = foundation;
  }

  /** The servers; started by the first test that asks, ended with the test run. */
  public static synchronized LocalStores stores() {
    if (shared == null) {
      shared = LocalStores.forTests();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  /** An empty, migrated database, an empty Redis and the given settings on top of the defaults. */
  public static TestFoundation lay(WorldClock clock, Map<String, String> settings) {
    TestFoundation foundation = on(migratedDatabase(), clock, settings);
    if (!settings.containsKey("TIDEMARK_REDIS_URL")) {
      await(emptyRedis(foundation.foundation(), 10));
    }
    return foundation;
  }

  /** The schema is made once for a test run, and copied for each test. */
  private static synchronized String migratedDatabase() {
    if (migrated == null) {
      String url = stores().newDatabase();
      Vertx vertx = Vertx.vertx();
      await(Postgres.migrate(vertx, URI.create(url)));
      await(vertx.close());
      migrated = url;
    }
    return stores().copyOf(migrated);
  }

  /** The link gives up after half a second, which a machine that is just starting may need. */
  private static Future<?> emptyRedis(Foundation foundation, int tries) {
    return foundation
        .redis()
        .send(Request.cmd(Command.FLUSHALL))
        .recover(
            problem ->
                tries > 1
                    ? emptyRedis(foundation, tries - 1).mapEmpty()
                    : Future.failedFuture(problem));
  }

  /** A second process, so to speak, on a database that another foundation made. */
  public static TestFoundation on(
      String postgresUrl, WorldClock clock, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.putIfAbsent("TIDEMARK_POSTGRES_URL", postgresUrl);
    environment.putIfAbsent("TIDEMARK_REDIS_URL", stores().redis().url());
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
    PrometheusMeterRegistry meters = Foundation.newMeters();
    Vertx vertx = Foundation.newVertx(meters);
    return new TestFoundation(await(Foundation.lay(vertx, all, clock, meters)));
  }

  public Foundation foundation() {
    return foundation;
  }

  public String postgresUrl() {
    return foundation.settings().postgres().orElseThrow().url().toString();
  }

  public Vertx vertx() {
    return foundation.vertx();
  }

  public Pool pool() {
    return foundation.pool();
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
    return String.valueOf(await(foundation.redis().send(request)));
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
    await(foundation.close());
    await(foundation.vertx().close());
  }
}
