package io.tidemark.processes;

import io.tidemark.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;

/**
 * A connection beside the pool. When its process dies, the kernel closes it and Postgres frees the
 * locks of the session.
 */
final class DetectorSession {

  /** The URL leads through a pooler, which shares sessions, or to another database. */
  static final class PooledConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PooledConnectionException(String message) {
      super(message);
    }
  }

  private final Pool pool; // of one; the connection alone could only be given back, not closed
  private final SqlConnection connection;

  private DetectorSession(Pool pool, SqlConnection connection) {
    this.pool = pool;
    this.connection = connection;
  }

  /**
   * @return fails with {@link PooledConnectionException} where a connection pooler answers
   */
  static Future<DetectorSession> open(Vertx vertx, URI url) {
    Pool pool = Postgres.session(vertx, url);
    return pool.getConnection()
        .map(connection -> new DetectorSession(pool, connection))
        .compose(session -> session.requireDirect().map(session))
        // Not at once: Vert.x 5.0.8's pool never ends when it is closed inside the handler of a
        // timeout, nor does the Vert.x that waits for it.
        .onFailure(problem -> vertx.runOnContext(later -> pool.close()));
  }

  // A cut network must not keep a dead process alive; an administrator's limits must not part a
  // living one from its lock.
  private static final String FOR_THIS_SESSION =
      """
      select set_config('tcp_keepalives_idle', '2', false),
             set_config('tcp_keepalives_interval', '1', false),
             set_config('tcp_keepalives_count', '3', false),
             set_config('tcp_user_timeout', '5000', false),
             set_config('idle_session_timeout', '0', false),
             set_config('statement_timeout', '2000', false)
      """;

  private Future<Void> requireDirect() {
    return connection
        .query("select pg_backend_pid() as pid")
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getInteger("pid")
                        == PgConnection.cast(connection).processId()
                    ? connection.query(FOR_THIS_SESSION).execute()
                    : Future.failedFuture(
                        new PooledConnectionException(
                            "a connection pooler stands before the database")))
        .mapEmpty();
  }

  SqlConnection connection() {
    return connection;
  }

  void onEnd(Runnable handler) {
    // Without a handler Vert.x prints the problem past the log; the end that follows is logged.
    connection.exceptionHandler(problem -> {});
    connection.closeHandler(closed -> handler.run());
  }

  Future<Void> end() {
    return pool.close();
  }
}
