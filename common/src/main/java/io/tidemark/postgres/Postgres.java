package io.tidemark.postgres;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** How the database is reached. */
public final class Postgres {

  /** Longer than any statement of ours needs; a lost client must not hold locks for ever. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

  /** After which a server that says nothing at all is taken for frozen. */
  private static final Duration ANSWER_LIMIT = STATEMENT_TIMEOUT.plusSeconds(5);

  private Postgres() {}

  /** A pool that outlives single connections: what is lost is opened again on the next use. */
  public static Pool pool(Vertx vertx, Settings.Postgres settings) {
    return pool(vertx, settings, ANSWER_LIMIT);
  }

  static Pool pool(Vertx vertx, Settings.Postgres settings, Duration answerLimit) {
    PgConnectOptions connect =
        options(PostgresUrl.of(settings.url()))
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(256);
    var network = new NetClientOptions().setConnectTimeout(5_000).setTcpKeepAlive(true);
    var pool =
        new PoolOptions()
            .setMaxSize(settings.poolSize())
            .setConnectionTimeout(5)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(5)
            .setIdleTimeoutUnit(TimeUnit.MINUTES)
            // After a failover none leads to the server of before for longer.
            .setMaxLifetime(10)
            .setMaxLifetimeUnit(TimeUnit.MINUTES)
            .setMaxWaitQueueSize(10_000);
    return new WritingPool(
        PgBuilder.pool().connectingTo(connect).with(pool).with(network).using(vertx).build(),
        answerLimit,
        System::nanoTime);
  }

  /** What every connection of the pool says when it begins. */
  static PgConnectOptions options(PostgresUrl url) {
    String timeout = Long.toString(STATEMENT_TIMEOUT.toMillis());
    return url.driver()
        .addProperty("application_name", "tidemark")
        .addProperty("timezone", "UTC")
        .addProperty("statement_timeout", timeout)
        .addProperty("idle_in_transaction_session_timeout", timeout);
  }

  // Fails as a write would, so that the pool closes the connection as it does then.
  private static final String REFUSE_READ_ONLY =
      """
      do $$
      begin
        if pg_is_in_recovery() then
          raise exception 'PostgreSQL is read-only: a standby answers' using errcode = '25006';
        elsif current_setting('transaction_read_only')::boolean then
          raise exception 'PostgreSQL is read-only: default_transaction_read_only is on'
            using errcode = '25006';
        end if;
      end
      $$
      """;

  /**
   * Whether the database takes writes: no standby, and no server that was told to be read-only.
   *
   * @return fails with a sentence when it does not, or when it does not answer
   */
  public static Future<Void> takesWrites(Pool pool) {
    return pool.query(REFUSE_READ_ONLY).execute().mapEmpty();
  }

  /**
   * One connection for a session that must last, and whose end both sides must notice: one that
   * hears nothing for five seconds is closed.
   */
  public static Pool session(Vertx vertx, URI url) {
    var connect =
        PostgresUrl.of(url)
            .driver()
            .setCachePreparedStatements(true)
            .addProperty("application_name", "tidemark-liveness");
    var network =
        new NetClientOptions()
            .setConnectTimeout(1_000)
            .setTcpKeepAlive(true)
            .setTcpUserTimeout(5_000)
            .setReadIdleTimeout(5)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    return single(vertx, connect, network, 2);
  }

  /**
   * @param seconds in which a connection is had, or the use fails
   */
  static Pool single(Vertx vertx, PgConnectOptions connect, NetClientOptions network, int seconds) {
    var pool =
        new PoolOptions()
            .setMaxSize(1)
            .setConnectionTimeout(seconds)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool().connectingTo(connect).with(pool).with(network).using(vertx).build();
  }

  /**
   * Brings the schema up to date; several processes may do so at the same time, and the database
   * may be restarted meanwhile. A migration that cannot have a lock is tried again for ten minutes.
   *
   * @param url leads to the database itself, not to a pooler
   * @return the number of migrations that were applied by the try that succeeded
   */
  public static Future<Integer> migrate(Vertx vertx, URI url) {
    return LockWaits.retry(
        vertx,
        () ->
            StartupRetry.retry(
                vertx,
                () ->
                    isUpToDate(vertx, url)
                        .compose(all -> all ? Future.succeededFuture(0) : migrateOnce(vertx, url)),
                problem -> DatabaseErrors.isPassing(problem) && !DatabaseErrors.isLocked(problem)),
        () ->
            vertx.executeBlocking(
                () -> {
                  try (Connection connection = PostgresUrl.of(url).jdbc(vertx).getConnection()) {
                    return IndexBuilds.oldestTransaction(connection).orElse("none");
                  }
                }));
  }

  /** Whether Flyway need not be loaded; it says what is wrong with a URL or a database. */
  private static Future<Boolean> isUpToDate(Vertx vertx, URI url) {
    PgConnectOptions connect;
    try {
      connect = PostgresUrl.of(url).driver().addProperty("lock_timeout", LOCK_TIMEOUT);
    } catch (BadSetting forFlyway) {
      return Future.succeededFuture(false);
    }
    Pool pool = single(vertx, connect, new NetClientOptions().setConnectTimeout(5_000), 5);
    return ShippedMigrations.areApplied(vertx, pool).eventually(pool::close);
  }

  /**
   * A migration may take as long as its tables are large. While it waits for a lock, whatever else
   * uses the table waits behind it, processes of the version before among them: so it waits for a
   * moment only.
   */
  private static final String LOCK_TIMEOUT = "1s";

  private static final String LIMITS_OF_MIGRATIONS =
      """
      set statement_timeout = 0;
      set idle_in_transaction_session_timeout = 0;
      set lock_timeout = '%s'
      """
          .formatted(LOCK_TIMEOUT);

  private static Future<Integer> migrateOnce(Vertx vertx, URI url) {
    return vertx.executeBlocking(
        () -> {
          FluentConfiguration flyway =
              Flyway.configure(Postgres.class.getClassLoader())
                  .dataSource(PostgresUrl.of(url).jdbc(vertx))
                  .initSql(LIMITS_OF_MIGRATIONS)
                  .locations("classpath:" + ShippedMigrations.FOLDER)
                  .callbacks(new IndexBuilds(LOCK_TIMEOUT));
          // An index is built concurrently when no transaction of before is open: not even one that
          // only holds the lock of migrations. By its name, the setting would cost each start of a
          // process a tenth of a second.
          flyway
              .getPluginRegister()
              .getInstanceOf(PostgreSQLConfigurationExtension.class)
              .setTransactionalLock(false);
          return flyway.load().migrate().migrationsExecuted;
        });
  }
}
