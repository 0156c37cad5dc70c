package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.boot.TestFoundation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A migration beside a session that holds its lock for long. */
@Tag("server")
class LockWaitsTest {

  private final Vertx vertx = Vertx.vertx();
  private final String url = TestFoundation.stores().newDatabase();
  private final Logger logger = (Logger) LoggerFactory.getLogger(LockWaits.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @AfterEach
  void end() {
    logger.detachAppender(logged);
    await(vertx.close());
  }

  private Connection connect() throws SQLException {
    return PostgresUrl.of(URI.create(url)).jdbc(vertx).getConnection();
  }

  private void migrateTo(String version) {
    Flyway.configure(Postgres.class.getClassLoader())
        .dataSource(PostgresUrl.of(URI.create(url)).jdbc(vertx))
        .locations("classpath:db/migration")
        .target(version)
        .load()
        .migrate();
  }

  @Test
  void aMigrationLetsReadersThroughWhileItWaitsAndEndsAfterTheLock() throws SQLException {
    logged.start();
    logger.addAppender(logged);
    migrateTo("21");
    try (Connection report = connect();
        Connection reader = connect();
        Connection observer = connect()) {
      report.setAutoCommit(false);
      execute(report, "set application_name = 'a long report'");
      execute(report, "select from twitter_tweets");

      Future<Integer> migrated = Postgres.migrate(vertx, URI.create(url));
      for (int queue = 0; queue < 2; queue++) {
        untilTheMigrationWaits(observer);
        // Its turn comes behind the migration's, which must not hold the queue up for long.
        execute(reader, "set statement_timeout = '4s'");
        execute(reader, "select from twitter_tweets");
        assertThat(migrated.isComplete()).isFalse();
      }
      report.rollback();

      assertThat(await(migrated)).isPositive();
    }
    assertThat(logged.list)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(
            event -> {
              assertThat(event.getLevel()).isEqualTo(Level.INFO);
              assertThat(event.getKeyValuePairs().toString()).contains("V21.1__tweets.sql");
            });
    assertThat(logged.list.getFirst().getKeyValuePairs().toString()).contains("a long report");
  }

  @Test
  void anIndexIsBuiltAfterOlderTransactionsWhateverAnEarlierTryLeft() throws SQLException {
    logged.start();
    logger.addAppender(logged);
    migrateTo("28.1");
    try (Connection report = connect();
        Connection other = connect();
        Connection observer = connect()) {
      report.setAutoCommit(false);
      report.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      execute(report, "select from twitter_engagement_tracking");

      Future<Integer> migrated = Postgres.migrate(vertx, URI.create(url));
      untilABuildHasWaited(observer, "0 s");
      execute(
          observer,
          "select pg_terminate_backend(pid) from pg_locks"
              + " where not granted and locktype = 'virtualxid'");
      untilABuildHasWaited(observer, "2.5 s"); // more than twice what other migrations may
      execute(other, "set statement_timeout = '900ms'");
      execute(other, "select from twitter_engagement_tracking");
      execute(other, "update twitter_engagement_tracking set update_count = update_count");
      assertThat(migrated.isComplete()).isFalse();
      report.rollback();

      assertThat(await(migrated)).isPositive();
      try (Statement statement = observer.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select indisvalid from pg_index"
                      + " where indexrelid = 'twitter_engagement_tracking_lot'::regclass")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBoolean(1)).isTrue();
      }
    }
    assertThat(logged.list).as("tries that ended at a lock timeout").isEmpty();
  }

  private static void untilABuildHasWaited(Connection observer, String time) throws SQLException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (Statement statement = observer.createStatement()) {
      while (true) {
        try (ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_locks where not granted and locktype = 'virtualxid'"
                    + " and clock_timestamp() - waitstart >= interval '%s'".formatted(time))) {
          rows.next();
          if (rows.getInt(1) > 0) {
            return;
          }
        }
        assertThat(System.nanoTime()).as("the build waits").isLessThan(giveUp);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void untilTheMigrationWaits(Connection observer) throws SQLException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    try (Statement statement = observer.createStatement()) {
      while (true) {
        try (ResultSet rows =
            statement.executeQuery(
                "select count(*) from pg_locks where not granted"
                    + " and relation = 'twitter_tweets'::regclass"
                    + " and mode = 'AccessExclusiveLock'")) {
          rows.next();
          if (rows.getInt(1) > 0) {
            return;
          }
        }
        assertThat(System.nanoTime()).as("the migration waits").isLessThan(giveUp);
      }
    }
  }
}
