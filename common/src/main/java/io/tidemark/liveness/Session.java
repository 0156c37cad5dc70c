package io.tidemark.liveness;

import io.tidemark.liveness.Pods.Pod;
import io.tidemark.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;

/**
 * A connection of its own whose end others see: a process that dies loses it, and the lock with it.
 */
final class Session {

  /** A server between us and the database shares sessions; their locks would say nothing of us. */
  static final class NotDirect extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotDirect(String message) {
      super(message);
    }
  }

  private final Pool pool; // of one; the connection alone could only be given back, not closed
  private final SqlConnection connection;

  private Session(Pool pool, SqlConnection connection) {
    this.pool = pool;
    this.connection = connection;
  }

  /**
   * @return fails with {@link NotDirect} where somebody else's process answers
   */
  static Future<Session> open(Vertx vertx, URI url) {
    Pool pool = Postgres.session(vertx, url);
    return pool.getConnection()
        .map(connection -> new Session(pool, connection))
        .compose(session -> session.insistsOnBeingDirect().map(session))
        // Not at once: closed while it tells of a timeout, Vert.x 5.0.8's pool never ends, nor does
        // the Vert.x that waits for it.
        .onFailure(problem -> vertx.runOnContext(later -> pool.close()));
  }

  // A network that is cut must not keep a dead process alive, nor an administrator's limits a
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

  private Future<Void> insistsOnBeingDirect() {
    return connection
        .query("select pg_backend_pid() as pid")
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getInteger("pid")
                        == PgConnection.cast(connection).processId()
                    ? connection.query(FOR_THIS_SESSION).execute()
                    : Future.failedFuture(
                        new NotDirect("a connection pooler stands before the database")))
        .mapEmpty();
  }

  SqlConnection connection() {
    return connection;
  }

  void whenItEnds(Runnable told) {
    connection.closeHandler(closed -> told.run());
  }

  Future<Void> end() {
    return pool.close();
  }

  /**
   * The process in its session.
   *
   * @param began by the nano time
   */
  record Held(Session session, Pod pod, long began) {}
}
