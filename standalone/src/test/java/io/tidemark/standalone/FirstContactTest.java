package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.FakeServer;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.servers.ServerAddress;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.Commands.Ended;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.StoreChecks;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that fail, with what a newcomer is told. */
@Tag("server")
class FirstContactTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "gateway", "tracker", "metrics-refresh", "profile-sync", "migrate"})
  void anUnreachableDatabaseEndsEveryCommandWithOneSentence(String command) {
    int port = closedPort();

    Ended ended =
        Commands.run(
            environment("postgresql://mark@127.0.0.1:" + port + "/x", "redis://h"), command);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained())
        .isEqualTo(
            ("PostgreSQL does not answer at 127.0.0.1:%d (connection refused):"
                    + " start it there, or correct TIDEMARK_POSTGRES_URL.\n")
                .formatted(port));
  }

  @Test
  void aWrongPasswordEndsIt() {
    try (var server = FakeServer.postgres("28P01", "password authentication failed")) {
      Ended ended =
          Commands.run(
              environment("postgresql://mark:wrong@127.0.0.1:" + server.port() + "/x", "redis://h"),
              "tracker");

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.complained())
          .startsWith(
              "PostgreSQL at 127.0.0.1:%d refuses the password of role mark"
                  .formatted(server.port()))
          .hasLineCount(1);
    }
  }

  @Test
  void aRoleThatMayNotCreateTablesIsToldWhoMustOwnTheDatabase() throws SQLException {
    URI database = URI.create(TestFoundation.stores().newDatabase());
    String role = "mark_" + database.getPath().substring(6);
    execute(database, "create role " + role + " login password 'x'");

    Ended ended =
        Commands.run(
            environment(
                "postgresql://%s:x@%s:%d%s"
                    .formatted(role, database.getHost(), database.getPort(), database.getPath()),
                "redis://h"),
            "migrate");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained())
        .startsWith("Role %s lacks rights on database".formatted(role))
        .endsWith("owner to %s.\n".formatted(role))
        .hasLineCount(1);
    execute(database, "drop role " + role);
  }

  @Test
  void anUnreachableRedisEndsTheFirstStartOnADatabaseAndNoLaterOne() {
    String unused = TestFoundation.stores().newDatabase();
    String redis = "redis://127.0.0.1:" + closedPort();
    Vertx vertx = Vertx.vertx();
    try (var used = TestFoundation.lay(WorldClock.real(), Map.of())) {
      assertThat(check(vertx, unused, redis)).isInstanceOf(ServerAddress.Unreachable.class);
      assertThat(check(vertx, used.postgresUrl(), redis)).isNull();
      assertThat(check(vertx, unused, used.redisUrl())).isNull();
    }
    await(vertx.close());
  }

  @Test
  void aDataFolderThatCannotBeUsedIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    Ended ended = Commands.run(alone("TIDEMARK_DATA_DIR", file.toString()), "run");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained())
        .isEqualTo(
            ("The folder %s cannot hold the data of the embedded stores (%s is no"
                    + " folder): choose another with TIDEMARK_DATA_DIR.\n")
                .formatted(file, file));
  }

  @Test
  void aStopDuringTheStartEndsItInOneLine() {
    var signals = new StopSignals();
    signals.stop();

    Ended ended =
        Commands.run(
            environment("postgresql://mark@127.0.0.1:1/x", "redis://h"), signals, "tracker");

    assertThat(ended.code()).isZero();
    assertThat(ended.complained()).isEqualTo("Stopped before it was ready.\n");
  }

  private static Throwable check(Vertx vertx, String postgres, String redis) {
    return catchThrowable(
        () -> await(StoreChecks.run(vertx, SettingsReader.of(environment(postgres, redis)))));
  }

  private static Map<String, String> environment(String postgres, String redis) {
    Map<String, String> environment = alone("TIDEMARK_POSTGRES_URL", postgres);
    environment.put("TIDEMARK_REDIS_URL", redis);
    return environment;
  }

  private static Map<String, String> alone(String name, String value) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEMARK_HTTP_PORT", "0");
    environment.put("TIDEMARK_MANAGEMENT_PORT", "0");
    environment.put(name, value);
    return environment;
  }

  private static int closedPort() {
    try (var server = FakeServer.closing()) {
      return server.port();
    }
  }

  private static void execute(URI database, String sql) throws SQLException {
    String[] login = database.getUserInfo().split(":", 2);
    String url =
        "jdbc:postgresql://%s:%d%s"
            .formatted(database.getHost(), database.getPort(), database.getPath());
    try (Connection connection = DriverManager.getConnection(url, login[0], login[1])) {
      connection.createStatement().execute(sql);
    }
  }
}
