package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/**
 * Connections for statements that change tables and may take as long as they need: without the
 * statement timeout of the pool, yet no lock is waited for longer than others can wait behind it.
 */
public final class Maintenance {

  /** What waits for a lock makes others wait behind it. */
  public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final URI url;
  private final Duration lockTimeout;

  /**
   * @param url leads to the database itself, not to a pooler
   * @param lockTimeout after which a statement that waits for a lock fails with 55P03
   */
  public Maintenance(Vertx vertx, URI url, Duration lockTimeout) {
    this.vertx = vertx;
    this.url = url;
    this.lockTimeout = lockTimeout;
  }

  /** Opens a connection of its own for the work and closes it afterwards. */
  public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
    var connect =
        PostgresUrl.of(url)
            .driver()
            .addProperty("application_name", "tidemark-maintenance")
            .addProperty("timezone", "UTC")
            .addProperty("statement_timeout", "0")
            .addProperty("lock_timeout", Long.toString(lockTimeout.toMillis()));
    var network = new NetClientOptions().setConnectTimeout(5_000).setTcpKeepAlive(true);
    Pool pool = Postgres.single(vertx, connect, network, 5);
    return pool.withConnection(work).eventually(pool::close);
  }
}
