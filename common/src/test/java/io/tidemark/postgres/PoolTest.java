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
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

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

      assertThat(away).isNotNull().matches(DatabaseTrouble::isPassing, "is passing");
      // A connection of before may be handed out once more; what matters is that none stays.
      Throwable last = new AssertionError();
      for (int attempt = 0; attempt < 20 && last != null; attempt++) {
        last = catchThrowable(() -> await(one(pool)));
        assertThat(last == null || DatabaseTrouble.isPassing(last)).isTrue();
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

    assertThat(applied).contains(0).anyMatch(count -> count > 0);
    assertThat(await(Postgres.migrate(vertx, url))).isZero();
    await(other.close());
  }

  private static Pool pool(String url) {
    return Postgres.pool(vertx, new Settings.Postgres(URI.create(url), 8));
  }

  private static Future<Integer> one(Pool pool) {
    return pool.query("select 1").execute().map(rows -> rows.iterator().next().getInteger(0));
  }
}
