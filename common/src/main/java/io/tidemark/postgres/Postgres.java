package io.tidemark.postgres;

import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;

/** How the database is reached. */
public final class Postgres {

  /** Longer than any statement of ours needs; a lost client must not hold locks for ever. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

  private Postgres() {}

  /** A pool that outlives single connections: what is lost is opened again on the next use. */
  public static Pool pool(Vertx vertx, Settings.Postgres settings) {
    String timeout = Long.toString(STATEMENT_TIMEOUT.toMillis());
    var connect =
        PgConnectOptions.fromUri(settings.url().toString())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(256)
            .addProperty("application_name", "tidemark")
            .addProperty("timezone", "UTC")
            .addProperty("statement_timeout", timeout)
            .addProperty("idle_in_transaction_session_timeout", timeout);
    var network = new NetClientOptions().setConnectTimeout(5_000).setTcpKeepAlive(true);
    var pool =
        new PoolOptions()
            .setMaxSize(settings.poolSize())
            .setConnectionTimeout(5)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout(5)
            .setIdleTimeoutUnit(TimeUnit.MINUTES)
            .setMaxWaitQueueSize(10_000);
    return PgBuilder.pool().connectingTo(connect).with(pool).with(network).using(vertx).build();
  }

  /**
   * One connection for a session that must last, and whose end both sides must notice: one that
   * hears nothing for five seconds is closed.
   */
  public static Pool session(Vertx vertx, URI url) {
    var connect =
        PgConnectOptions.fromUri(url.toString())
            .setCachePreparedStatements(true)
            .addProperty("application_name", "tidemark-liveness");
    var network =
        new NetClientOptions()
            .setConnectTimeout(1_000)
            .setTcpKeepAlive(true)
            .setTcpUserTimeout(5_000)
            .setReadIdleTimeout(5)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    var pool =
        new PoolOptions()
            .setMaxSize(1)
            .setConnectionTimeout(2)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS);
    return PgBuilder.pool().connectingTo(connect).with(pool).with(network).using(vertx).build();
  }

  /**
   * Brings the schema up to date; several processes may do so at the same time, and the database
   * may be restarted meanwhile.
   *
   * @return the number of migrations that were applied
   */
  public static Future<Integer> migrate(Vertx vertx, URI url) {
    return Beginnings.insist(vertx, () -> migrateOnce(vertx, url));
  }

  private static Future<Integer> migrateOnce(Vertx vertx, URI url) {
    return vertx.executeBlocking(
        () -> {
          var connect = PgConnectOptions.fromUri(url.toString());
          String jdbc =
              "jdbc:postgresql://%s:%d/%s?connectTimeout=5&tcpKeepAlive=true"
                  .formatted(connect.getHost(), connect.getPort(), connect.getDatabase());
          return Flyway.configure(Postgres.class.getClassLoader())
              .dataSource(jdbc, connect.getUser(), connect.getPassword())
              .locations("classpath:db/migration")
              .load()
              .migrate()
              .migrationsExecuted;
        });
  }
}
