package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.FakeServer;
import io.tidemark.servers.ServerAddress;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import java.net.URI;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresCheckTest {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    await(vertx.close());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "28P01, password authentication failed for user, refuses the password of role mark",
    "28000, role \"mark\" does not exist, has no role mark: create it",
    "28000, no pg_hba.conf entry for host, 'does not let role mark in (no pg_hba.conf entry'",
    "3D000, database \"posts\" does not exist, has no database posts: create it with createdb -h",
    "42501, permission denied for database, lacks rights on database posts",
    "08P01, unsupported startup parameter: x, as docs/postgres.md says of PgBouncer",
    "53100, could not extend file, is full",
    "XX000, something else, refuses the connection of TIDEMARK_POSTGRES_URL",
  })
  void aRefusalIsToldWithAddressAndRemedy(String state, String message, String sentence) {
    try (var server = FakeServer.postgres(state, message)) {
      Throwable problem = failure(server.port(), "");

      assertThat(problem).isInstanceOf(BadSetting.class).hasMessageContaining(sentence);
      assertThat(problem).hasMessageContaining("127.0.0.1:" + server.port());
      assertThat(problem.getMessage()).doesNotContain("secret").hasLineCount(1);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "57P03, the database system is starting up",
    "53300, sorry too many clients already",
  })
  void whatMayPassInAMomentIsNoRefusal(String state, String message) {
    try (var server = FakeServer.postgres(state, message)) {
      assertThat(await(PostgresCheck.run(vertx, settings(server.port(), "")))).isTrue();
    }
  }

  @Test
  void nothingThereIsUnreachable() {
    int port;
    try (var server = FakeServer.closing()) {
      port = server.port();
    }

    assertThat(failure(port, ""))
        .isInstanceOf(ServerAddress.Unreachable.class)
        .hasMessage(
            "PostgreSQL does not answer at 127.0.0.1:%d (connection refused):"
                + " start it there, or correct TIDEMARK_POSTGRES_URL.",
            port);
  }

  @Test
  void anUnknownHostIsNamed() {
    var settings =
        new Settings.Postgres(URI.create("postgresql://mark@db.example.invalid/posts"), 4);

    assertThat(catchThrowable(() -> await(PostgresCheck.run(vertx, settings))))
        .isInstanceOf(ServerAddress.Unreachable.class)
        .hasMessageContaining("The host db.example.invalid of TIDEMARK_POSTGRES_URL is unknown");
  }

  @Test
  void anotherServerIsToldFromPostgres() {
    try (var server = FakeServer.web();
        var silent = FakeServer.silent();
        var closing = FakeServer.closing()) {
      assertThat(failure(silent.port(), ""))
          .isInstanceOf(ServerAddress.Unreachable.class)
          .hasMessageContaining("accepts connections at 127.0.0.1:" + silent.port());
      assertThat(failure(server.port(), ""))
          .hasMessageContaining("does not answer as PostgreSQL does");
      assertThat(failure(closing.port(), "")).hasMessageContaining("closed without an answer");
    }
  }

  @Test
  void aServerWithoutTlsIsToldWhereTlsIsAskedFor() {
    try (var server = FakeServer.postgres("28P01", "")) {
      assertThat(failure(server.port(), "?sslmode=require")).hasMessageContaining("offers no TLS");
    }
  }

  @Test
  void theDirectUrlIsCheckedByItsOwnName() {
    try (var server = FakeServer.postgres("28P01", "")) {
      URI url = url(server.port(), "");
      var settings = new Settings.Postgres(url, 4, Optional.of(url));

      assertThat(catchThrowable(() -> await(PostgresCheck.run(vertx, settings))))
          .hasMessageContaining("TIDEMARK_POSTGRES_DIRECT_URL");
    }
  }

  @Test
  void aUrlThatCannotBeReadIsNamedByItsVariable() {
    assertThat(failure(1, "?sslmode=perhaps"))
        .hasMessageStartingWith("sslmode in TIDEMARK_POSTGRES_URL must be one of");
  }

  @Test
  void aMigrationWithoutRightsIsExplained() {
    var problem = new IllegalStateException(new SQLException("permission denied", "42501"));

    assertThat(PostgresCheck.explain(settings(5_432, ""), problem))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .hasMessageContaining("alter database posts owner to mark")
                    .hasCause(problem));
    assertThat(PostgresCheck.explain(settings(5_432, ""), new NullPointerException())).isEmpty();
  }

  private Throwable failure(int port, String parameters) {
    return catchThrowable(() -> await(PostgresCheck.run(vertx, settings(port, parameters))));
  }

  private static Settings.Postgres settings(int port, String parameters) {
    return new Settings.Postgres(url(port, parameters), 4);
  }

  private static URI url(int port, String parameters) {
    return URI.create("postgresql://mark:secret@127.0.0.1:%d/posts%s".formatted(port, parameters));
  }
}
