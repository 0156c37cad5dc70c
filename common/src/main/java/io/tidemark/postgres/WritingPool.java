package io.tidemark.postgres;

import io.tidemark.flow.LogThrottle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool whose connections lead to a server that takes writes and answers. One that is told
 * "read-only" (25006) is closed instead of used again: after a failover it leads to the server of
 * before. One whose server is silent for longer than a statement may take is closed at once: no
 * statement waits for ever, and the connection keeps no place in the pool.
 */
final class WritingPool implements Pool {

  private static final Logger log = LoggerFactory.getLogger(WritingPool.class);

  private final Pool pool;
  private final Duration limit;
  private final LogThrottle lines;

  /**
   * @param limit longer than the server lets a statement take
   */
  WritingPool(Pool pool, Duration limit, LongSupplier nanoTime) {
    this.pool = pool;
    this.limit = limit;
    this.lines = new LogThrottle(nanoTime);
  }

  @Override
  public Future<SqlConnection> getConnection() {
    return pool.getConnection().map(Watched::new);
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return new OnAnyConnection<>(connection -> connection.query(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return new OnAnyConnection<>(connection -> connection.preparedQuery(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return new OnAnyConnection<>(connection -> connection.preparedQuery(sql, options));
  }

  @Override
  public int size() {
    return pool.size();
  }

  @Override
  public Future<Void> close() {
    return pool.close();
  }

  private void tell(Throwable problem) {
    if (lines.next().isPresent()) {
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log(
              "PostgreSQL is read-only: a standby answers, or the primary was told to be; nothing"
                  + " can be saved until a server that takes writes does");
    }
  }

  /**
   * A query that each execution makes on a connection of the pool; parameters need a prepared one.
   */
  private final class OnAnyConnection<T> implements PreparedQuery<T> {
    private final Function<SqlConnection, Query<T>> query;

    OnAnyConnection(Function<SqlConnection, Query<T>> query) {
      this.query = query;
    }

    private PreparedQuery<T> prepared(SqlConnection connection) {
      return (PreparedQuery<T>) query.apply(connection);
    }

    @Override
    public Future<T> execute() {
      return withConnection(connection -> query.apply(connection).execute());
    }

    @Override
    public Future<T> execute(Tuple tuple) {
      return withConnection(connection -> prepared(connection).execute(tuple));
    }

    @Override
    public Future<T> executeBatch(List<Tuple> batch) {
      return withConnection(connection -> prepared(connection).executeBatch(batch));
    }

    @Override
    public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
      return new OnAnyConnection<>(connection -> query.apply(connection).collecting(collector));
    }

    @Override
    public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
      return new OnAnyConnection<>(connection -> query.apply(connection).mapping(mapper));
    }
  }

  /** A connection of the pool, watched for a server that takes no writes or does not answer. */
  private final class Watched implements SqlConnection {
    private final SqlConnection connection;
    private volatile boolean readOnly;

    /** Completes when the pool has forgotten the connection; null while it may be used. */
    private volatile @Nullable Future<Void> ended;

    Watched(SqlConnection connection) {
      this.connection = connection;
    }

    private <T> Future<T> watch(Future<T> answer) {
      return answer
          .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
          .onFailure(
              problem -> {
                if (problem instanceof TimeoutException) {
                  end(this::closeSocket);
                } else if (DatabaseErrors.isReadOnly(problem)) {
                  readOnly = true;
                  tell(problem);
                }
              });
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
      return new WatchedQuery<>(connection.query(sql));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
      return new WatchedQuery<>(connection.preparedQuery(sql));
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
      return new WatchedQuery<>(connection.preparedQuery(sql, options));
    }

    @Override
    public Future<PreparedStatement> prepare(String sql) {
      return watch(connection.prepare(sql));
    }

    @Override
    public Future<PreparedStatement> prepare(String sql, PrepareOptions options) {
      return watch(connection.prepare(sql, options));
    }

    @Override
    public SqlConnection exceptionHandler(Handler<Throwable> handler) {
      connection.exceptionHandler(handler);
      return this;
    }

    @Override
    public SqlConnection closeHandler(Handler<Void> handler) {
      connection.closeHandler(handler);
      return this;
    }

    @Override
    public Future<Transaction> begin() {
      return watch(connection.begin()).map(WatchedTransaction::new);
    }

    @Override
    public Transaction transaction() {
      return connection.transaction();
    }

    @Override
    public boolean isSSL() {
      return connection.isSSL();
    }

    @Override
    public DatabaseMetadata databaseMetadata() {
      return connection.databaseMetadata();
    }

    /** Gives it back, and ends it before where it must not be used again. */
    @Override
    public Future<Void> close() {
      if (readOnly) {
        end(this::askServerToClose);
      }
      Future<Void> over = ended;
      return over == null ? connection.close() : over.transform(gone -> connection.close());
    }

    /** Ends it once; the pool has no way to have one closed. */
    private synchronized void end(Supplier<Future<?>> closing) {
      if (ended != null) {
        return;
      }
      Promise<Void> closed = Promise.promise();
      connection.closeHandler(gone -> afterThis(closed::tryComplete));
      connection.exceptionHandler(expected -> {});
      ended = closing.get().transform(said -> closed.future().timeout(1, TimeUnit.SECONDS));
    }

    /** The pool forgets a connection after it has told the connection's own handler. */
    private static void afterThis(Runnable rest) {
      Context here = Vertx.currentContext();
      if (here == null) {
        rest.run();
      } else {
        here.runOnContext(later -> rest.run());
      }
    }

    private Future<?> askServerToClose() {
      return connection
          .query("select pg_terminate_backend(pg_backend_pid())")
          .execute()
          .timeout(2, TimeUnit.SECONDS)
          .transform(said -> said.succeeded() ? Future.succeededFuture() : closeSocket());
    }

    private Future<?> closeSocket() {
      var pooled = ((SqlConnectionInternal) connection).unwrap();
      return ((SocketConnectionBase) pooled.unwrap()).socket().close();
    }

    /** A transaction of this connection. */
    private final class WatchedTransaction implements Transaction {
      private final Transaction transaction;

      WatchedTransaction(Transaction transaction) {
        this.transaction = transaction;
      }

      @Override
      public Future<Void> commit() {
        return watch(transaction.commit());
      }

      @Override
      public Future<Void> rollback() {
        return watch(transaction.rollback());
      }

      @Override
      public Future<Void> completion() {
        return transaction.completion();
      }
    }

    /** A query of this connection; parameters need a prepared one. */
    private final class WatchedQuery<T> implements PreparedQuery<T> {
      private final Query<T> query;

      WatchedQuery(Query<T> query) {
        this.query = query;
      }

      @Override
      public Future<T> execute() {
        return watch(query.execute());
      }

      @Override
      public Future<T> execute(Tuple tuple) {
        return watch(((PreparedQuery<T>) query).execute(tuple));
      }

      @Override
      public Future<T> executeBatch(List<Tuple> batch) {
        return watch(((PreparedQuery<T>) query).executeBatch(batch));
      }

      @Override
      public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
        return new WatchedQuery<>(query.collecting(collector));
      }

      @Override
      public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
        return new WatchedQuery<>(query.mapping(mapper));
      }
    }
  }
}
