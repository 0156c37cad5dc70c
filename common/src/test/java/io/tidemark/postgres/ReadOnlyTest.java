package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After a failover the connections of before lead to a server that reads only. */
@Tag("server")
class ReadOnlyTest {

  private static final int SIZE = 4;

  private final Vertx vertx = Vertx.vertx();
  private String database;
  private Pool pool;
  private Pool admin;

  @BeforeEach
  void open() {
    URI url = URI.create(TestFoundation.stores().newDatabase());
    database = url.getPath().substring(1);
    pool = Postgres.pool(vertx, new Settings.Postgres(url, SIZE));
    admin = Postgres.pool(vertx, new Settings.Postgres(url, 2));
    await(admin.query("create table written (id bigint)").execute());
  }

  @AfterEach
  void close() {
    await(pool.close());
    await(admin.close());
    await(vertx.close());
  }

  record Write(String name, Function<Pool, Future<?>> by) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String INSERT = "insert into written values (1)";

  static List<Write> writes() {
    return List.of(
        new Write("a query", pool -> pool.query(INSERT).execute()),
        new Write("a prepared query", pool -> pool.preparedQuery(INSERT).execute()),
        new Write(
            "a batch",
            pool ->
                pool.preparedQuery("insert into written values ($1)")
                    .executeBatch(List.of(Tuple.of(1L)))),
        new Write(
            "a transaction",
            pool -> pool.withTransaction(transaction -> transaction.query(INSERT).execute())),
        new Write(
            "a connection",
            pool -> pool.withConnection(one -> one.preparedQuery(INSERT).execute())));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aConnectionThatTakesNoWritesIsNotUsedAgain(Write write) {
    // All are open at once, so that each becomes one of the server of before.
    List<SqlConnection> all =
        await(Future.all(Stream.generate(pool::getConnection).limit(SIZE).toList())).list();
    all.forEach(one -> await(one.query("set default_transaction_read_only = on").execute()));
    all.forEach(one -> await(one.close()));
    assertThat(catchThrowable(() -> await(Postgres.takesWrites(pool))))
        .hasMessageContaining("read-only");

    int refused = 0;
    for (int tries = 0; tries < 3 * SIZE; tries++) {
      Throwable problem = catchThrowable(() -> await(write.by().apply(pool)));
      if (problem != null) {
        refused++;
        assertThat(DatabaseErrors.isPassing(problem)).isTrue();
      }
    }

    assertThat(refused).as("one for each connection that is left").isEqualTo(SIZE - 1);
    await(Postgres.takesWrites(pool));
    await(write.by().apply(pool));
  }

  /** A process that is out of service for it writes nothing; its probe alone brings it back. */
  @Test
  void askingWhetherItTakesWritesClosesTheConnectionsThatDoNot() {
    List<SqlConnection> all =
        await(Future.all(Stream.generate(pool::getConnection).limit(SIZE).toList())).list();
    all.forEach(one -> await(one.query("set default_transaction_read_only = on").execute()));
    all.forEach(one -> await(one.close()));

    for (int probe = 0; probe < SIZE; probe++) {
      assertThat(catchThrowable(() -> await(Postgres.takesWrites(pool)))).isNotNull();
    }
    await(Postgres.takesWrites(pool));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aDatabaseThatIsReadOnlySaysSoAndIsWrittenToWhenItIsNoLonger(Write write) {
    await(
        admin
            .query("alter database %s set default_transaction_read_only = on".formatted(database))
            .execute());

    assertThat(catchThrowable(() -> await(write.by().apply(pool))))
        .hasMessageContaining("read-only");
    assertThat(catchThrowable(() -> await(Postgres.takesWrites(pool))))
        .hasMessageContaining("read-only");

    await(
        admin
            .query("alter database %s reset default_transaction_read_only".formatted(database))
            .execute());
    while (catchThrowable(() -> await(write.by().apply(pool))) != null) {
      Thread.onSpinWait(); // each failure closes one more of the connections of before
    }
    assertThat(await(pool.query("select 1 from written").execute()).size()).isOne();
  }
}
