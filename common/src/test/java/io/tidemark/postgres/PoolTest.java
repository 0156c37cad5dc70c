package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.Settings;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PoolTest {

  private static final Vertx vertx = Vertx.vertx();

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  @Test
  void aPoolSurvivesARestartOfItsServer() {
    try (var stores = LocalStores.temporary()) {
      Pool pool = pool(stores.newDatabase());
      await(Future.all(Stream.generate(() -> one(pool)).limit(8).toList()));

      stores.postgres().stop();
      Throwable away = catchThrowable(() -> await(one(pool)));
      stores.postgres().start();

      assertThat(away).isNotNull().matches(DatabaseErrors::isPassing, "is passing");
      // A connection of before may be handed out once more; what matters is that none stays.
      Throwable last = new AssertionError();
      for (int attempt = 0; attempt < 20 && last != null; attempt++) {
        last = catchThrowable(() -> await(one(pool)));
        assertThat(last == null || DatabaseErrors.isPassing(last)).isTrue();
      }
      assertThat(last).isNull();
      await(Future.all(Stream.generate(() -> one(pool)).limit(8).toList()));
      await(pool.close());
    }
  }

  @Test
  void everySessionHasTimeLimitsAndSpeaksUtc() {
    Pool pool = pool(TestFoundation.stores().newDatabase());

    var row =
        await(
                pool.query(
                        """
                        select current_setting('statement_timeout') as statement,
                          current_setting('idle_in_transaction_session_timeout') as idle,
                          current_setting('timezone') as zone
                        """)
                    .execute())
            .iterator()
            .next();

    assertThat(row.getString("statement")).isEqualTo("30s");
    assertThat(row.getString("idle")).isEqualTo("30s");
    assertThat(row.getString("zone")).isEqualTo("UTC");
    await(pool.close());
  }

  @Test
  void severalProcessesMayMigrateAtTheSameTime() {
    URI url = URI.create(TestFoundation.stores().newDatabase());
    Vertx other = Vertx.vertx();

    List<Integer> applied =
        await(Future.all(Postgres.migrate(vertx, url), Postgres.migrate(other, url))).list();

    // They may take turns, file by file; each file is applied once.
    Pool pool = pool(url.toString());
    assertThat(applied.stream().mapToLong(Integer::longValue).sum())
        .isEqualTo(number(pool, "select count(*) from flyway_schema_history"));
    await(pool.close());
    assertThat(await(Postgres.migrate(vertx, url))).isZero();
    await(other.close());
  }

  @Test
  void aMigrationWhoseConnectionIsCutBeginsAgain() {
    URI url = URI.create(TestFoundation.stores().newDatabase());
    await(Postgres.migrate(vertx, url));
    Pool other = pool(url.toString());
    SqlConnection lock = await(other.getConnection());
    await(lock.query("begin").execute());
    await(lock.query("lock table flyway_schema_history").execute());

    Future<Integer> migrated = Postgres.migrate(vertx, url);
    while (number(other, CUT) == 0) {
      Thread.onSpinWait();
    }
    await(lock.query("rollback").execute());

    assertThat(await(migrated)).isZero();
    await(lock.close());
    await(other.close());
  }

  private static final String CUT =
      """
      select count(pg_terminate_backend(pid))
      from pg_stat_activity
      where datname = current_database()
        and wait_event_type = 'Lock'
      """;

  @Test
  void whatIsWrongForGoodIsSaidAtOnce() {
    var tries = new AtomicInteger();
    Future<Void> refused =
        StartupRetry.retry(
            vertx,
            () -> {
              tries.incrementAndGet();
              return Future.failedFuture(new SQLException("wrong password", "28P01"));
            });

    assertThat(catchThrowable(() -> await(refused))).hasMessage("wrong password");
    assertThat(tries).hasValue(1);
  }

  private static long number(Pool pool, String query) {
    return await(pool.query(query).execute()).iterator().next().getLong(0);
  }

  private static Pool pool(String url) {
    return Postgres.pool(vertx, new Settings.Postgres(URI.create(url), 8));
  }

  private static Future<Integer> one(Pool pool) {
    return pool.query("select 1").execute().map(rows -> rows.iterator().next().getInteger(0));
  }
}
