package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ShippedMigrationsTest {

  private Vertx vertx;
  private URI url;
  private Pool pool;

  @BeforeEach
  void migratedByFlyway() {
    vertx = Vertx.vertx();
    url = URI.create(TestFoundation.stores().newDatabase());
    await(Postgres.migrate(vertx, url));
    pool = Postgres.pool(vertx, new Settings.Postgres(url, 2));
  }

  @AfterEach
  void close() {
    await(pool.close());
    await(vertx.close());
  }

  @Test
  void theirChecksumsAreThoseOfFlyway() throws IOException {
    Map<String, Integer> byFlyway = new HashMap<>();
    await(pool.query("select script, checksum from flyway_schema_history").execute())
        .forEach(row -> byFlyway.put(row.getString("script"), row.getInteger("checksum")));

    assertThat(ShippedMigrations.checksums()).hasSizeGreaterThan(50).isEqualTo(byFlyway);
  }

  @Test
  void aDatabaseWithAllOfThemNeedsNoFlyway() {
    assertThat(await(ShippedMigrations.areApplied(vertx, pool))).isTrue();
  }

  @Test
  void anEmptyDatabaseHasNone() {
    URI url = URI.create(TestFoundation.stores().newDatabase());
    Pool empty = Postgres.pool(vertx, new Settings.Postgres(url, 2));

    assertThat(await(ShippedMigrations.areApplied(vertx, empty))).isFalse();
    await(empty.close());
  }

  @Test
  void aMissingOneIsNoticed() {
    change("delete from flyway_schema_history where installed_rank = 7");

    assertThat(await(ShippedMigrations.areApplied(vertx, pool))).isFalse();
  }

  @Test
  void aDatabaseOfALaterVersionIsTaken() {
    change(
        """
        insert into flyway_schema_history (installed_rank, version, description, type, script,
          checksum, installed_by, execution_time, success)
        values (9000, '9000', 'later', 'SQL', 'V9000__later.sql', 1, 'a later version', 1, true)
        """);

    assertThat(await(Postgres.migrate(vertx, url))).isZero();
  }

  @Test
  void oneThatFailedIsToldByFlyway() {
    change("update flyway_schema_history set success = false where installed_rank = 7");

    assertThatThrownBy(() -> await(Postgres.migrate(vertx, url)))
        .hasStackTraceContaining("failed migration");
  }

  @Test
  void oneAppliedWithAnotherTextIsToldByFlyway() {
    change("update flyway_schema_history set checksum = 1 where installed_rank = 7");

    assertThatThrownBy(() -> await(Postgres.migrate(vertx, url)))
        .hasStackTraceContaining("checksum mismatch");
  }

  private void change(String sql) {
    await(pool.query(sql).execute());
  }
}
