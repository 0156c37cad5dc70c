package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.stores.LocalStores;
import io.tidemark.tls.TestCertificates;
import io.tidemark.tls.TestCertificates.Signed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS to a real server, for all three that connect: pools, the session of liveness, migrations. The
 * user decides what the server takes: {@code plain} nothing but plain text, {@code tls} nothing but
 * TLS, {@code certified} nothing but TLS with a certificate of that name.
 */
@Tag("server")
class PostgresTlsTest {

  private static final Vertx vertx = Vertx.vertx();

  @TempDir private static Path folder;
  private static LocalStores stores;
  private static TestCertificates authority;
  private static TestCertificates stranger;
  private static Signed ofCertified;
  private static Signed ofStranger;

  @BeforeAll
  static void serveTls() throws IOException {
    authority = TestCertificates.in(folder.resolve("authority"));
    stranger = TestCertificates.in(folder.resolve("stranger"));
    Signed server = authority.sign("server", "localhost");
    ofCertified = authority.sign("certified", "client");
    ofStranger = stranger.sign("certified", "client");
    stores = LocalStores.temporary();
    Pool admin = pool(stores.postgres().url());
    for (String user : new String[] {"plain", "tls", "certified"}) {
      run(admin, "create role %s superuser login password 'secret'".formatted(user));
    }
    String hba =
        await(admin.query("show hba_file").execute()).iterator().next().getString("hba_file");
    Files.writeString(
        Path.of(hba),
        """
        hostnossl all plain 127.0.0.1/32 scram-sha-256
        hostssl all tls 127.0.0.1/32 scram-sha-256
        hostssl all certified 127.0.0.1/32 cert clientcert=verify-full
        host all postgres 127.0.0.1/32 trust
        """);
    run(admin, "alter system set ssl_cert_file = '%s'".formatted(server.certificate()));
    run(admin, "alter system set ssl_key_file = '%s'".formatted(server.key()));
    run(admin, "alter system set ssl_ca_file = '%s'".formatted(authority.authority()));
    run(admin, "alter system set ssl = on");
    run(admin, "select pg_reload_conf()");
    while (!await(admin.query("show ssl").execute()).iterator().next().getString(0).equals("on")) {
      Thread.onSpinWait();
    }
    await(admin.close());
  }

  @AfterAll
  static void close() {
    stores.close();
    await(vertx.close());
  }

  private static void run(Pool pool, String statement) {
    await(pool.query(statement).execute());
  }

  @ParameterizedTest(name = "{0} at {1} with {2}: {3}")
  @CsvSource({
    // what the user may do, where, what is asked for, whether it works and whether with TLS
    "plain, localhost, '', plain",
    "plain, localhost, sslmode=disable, plain",
    "plain, localhost, sslmode=allow, plain",
    "plain, localhost, sslmode=prefer, plain",
    "plain, localhost, sslmode=require, refused",
    "plain, localhost, sslmode=verify-ca&sslrootcert={ca}, refused",
    "plain, localhost, sslmode=verify-full&sslrootcert={ca}, refused",
    "tls, localhost, '', refused",
    "tls, localhost, sslmode=disable, refused",
    "tls, localhost, sslmode=allow, tls",
    "tls, localhost, sslmode=prefer, tls",
    "tls, localhost, sslmode=require, tls",
    "tls, 127.0.0.1, sslmode=require, tls",
    "tls, localhost, sslmode=require&sslrootcert={ca}, tls",
    "tls, localhost, sslmode=require&sslrootcert={stranger}, refused",
    "tls, localhost, sslmode=verify-ca&sslrootcert={ca}, tls",
    "tls, 127.0.0.1, sslmode=verify-ca&sslrootcert={ca}, tls",
    "tls, localhost, sslmode=verify-ca&sslrootcert={stranger}, refused",
    "tls, localhost, sslmode=verify-ca, refused",
    "tls, localhost, sslmode=verify-full&sslrootcert={ca}, tls",
    "tls, 127.0.0.1, sslmode=verify-full&sslrootcert={ca}, refused",
    "tls, localhost, sslmode=verify-full&sslrootcert={stranger}, refused",
    "tls, localhost, sslmode=verify-full, refused",
    "tls, localhost, sslmode=verify-full&sslrootcert=system, refused",
    "tls, localhost, sslmode=require&channel_binding=prefer&connect_timeout=7, tls",
    "certified, localhost, sslmode=require, refused",
    "certified, localhost, sslmode=require&sslcert={crt}&sslkey={key}, tls",
    "certified, localhost, sslmode=require&sslcert={strange crt}&sslkey={strange key}, refused",
    "certified, localhost, sslmode=verify-full&sslrootcert={ca}&sslcert={crt}&sslkey={key}, tls"
  })
  void allThreeConnectAsProtectedAsTheUrlAsksFor(
      String user, String host, String parameters, String expected) {
    URI url = url(user, host, parameters);

    assertThat(
            Map.of(
                "pool", outcome(() -> ofPool(pool(url.toString()))),
                "session", outcome(() -> ofPool(Postgres.session(vertx, url))),
                "migrations", outcome(() -> ofMigrations(url))))
        .isEqualTo(Map.of("pool", expected, "session", expected, "migrations", expected));
  }

  @Test
  void theSchemaIsMadeOverTls() {
    URI url = url("tls", "localhost", "sslmode=verify-full&sslrootcert={ca}");

    assertThat(await(Postgres.migrate(vertx, url))).isPositive();
  }

  @Test
  void aCertificateOfAStrangerEndsTheBeginningAtOnce() {
    URI url = url("tls", "localhost", "sslmode=verify-full&sslrootcert={stranger}");

    Throwable problem = catchThrowable(() -> Postgres.migrate(vertx, url).await(20, SECONDS));

    assertThat(problem).isNotNull().isNotInstanceOf(TimeoutException.class);
    assertThat(DatabaseErrors.isPassing(problem)).isFalse();
  }

  @Test
  void otherParametersReachTheSessionsOfAllThree() {
    URI url =
        url("tls", "localhost", "sslmode=require&search_path=%22a%20b%22,public&work_mem=5MB");

    assertThat(shown(url, "search_path")).isEqualTo("\"a b\",public");
    assertThat(shown(url, "work_mem")).isEqualTo("5MB");
    assertThat(inMigrations(url, "show search_path")).isEqualTo("\"a b\",public");
    assertThat(inMigrations(url, "show work_mem")).isEqualTo("5MB");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sslmode=verify",
        "sslmode=REQUIRE",
        "sslrootcert={ca}",
        "sslmode=disable&sslrootcert={ca}",
        "sslmode=require&sslrootcert=system",
        "sslmode=verify-ca&sslrootcert=system",
        "sslmode=verify-ca",
        "sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
        "sslmode=require&sslcert={crt}",
        "sslmode=require&sslkey={key}",
        "sslmode=require&sslcert=/nowhere/a.crt&sslkey={key}",
        "sslmode=verify-full&sslrootcert={ca}&sslcrl=/etc/crl.pem",
        "sslmode=require&ssl_min_protocol_version=TLSv1.3",
        "sslmode=require&channel_binding=require",
        "sslmode=require&sslnegotiation=direct",
        "sslmode=require&require_auth=scram-sha-256",
        "target_session_attrs=standby",
        "port=none",
        "sslmode"
      })
  void whatCannotBeKeptToIsRefusedWithASentenceWithoutThePassword(String parameters) {
    URI url = url("tls", "localhost", parameters);

    assertThat(catchThrowable(() -> PostgresUrl.of(url)))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("URL of PostgreSQL")
        .hasMessageNotContaining("secret");
  }

  @Test
  void verifyCaWithoutAnAuthorityNamesItsRemedies() {
    URI url = url("tls", "localhost", "sslmode=verify-ca");

    assertThat(catchThrowable(() -> PostgresUrl.of(url)))
        .hasMessageContaining("sslrootcert")
        .hasMessageContaining("sslmode=verify-full");
  }

  private static URI url(String user, String host, String parameters) {
    int port = URI.create(stores.postgres().url()).getPort();
    String filled =
        parameters
            .replace("{ca}", authority.authority().toString())
            .replace("{stranger}", stranger.authority().toString())
            .replace("{crt}", ofCertified.certificate().toString())
            .replace("{key}", ofCertified.key().toString())
            .replace("{strange crt}", ofStranger.certificate().toString())
            .replace("{strange key}", ofStranger.key().toString());
    return URI.create(
        "postgresql://%s:secret@%s:%d/postgres%s"
            .formatted(user, host, port, filled.isEmpty() ? "" : "?" + filled));
  }

  private interface Way {
    String go() throws Exception;
  }

  /** A session has two seconds, which a handshake beside other tests may exceed. */
  private static String outcome(Way way) {
    for (int tries = 1; ; tries++) {
      try {
        return way.go();
      } catch (Exception refused) {
        if (tries == 5 || !isTooSlow(refused)) {
          return "refused";
        }
      }
    }
  }

  private static boolean isTooSlow(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (said.contains("timeout") || said.contains("timed out")) {
        return true;
      }
    }
    return false;
  }

  private static final String PROTECTED =
      "select case when ssl then 'tls' else 'plain' end from pg_stat_ssl where pid ="
          + " pg_backend_pid()";

  private static String ofPool(Pool pool) {
    try {
      return await(pool.query(PROTECTED).execute()).iterator().next().getString(0);
    } finally {
      await(Future.future(closed -> pool.close().onComplete(done -> closed.complete())));
    }
  }

  private static String ofMigrations(URI url) {
    return inMigrations(url, PROTECTED);
  }

  /** Through Flyway's own connections. */
  private static String inMigrations(URI url, String query) {
    var source =
        Flyway.configure().dataSource(PostgresUrl.of(url).jdbc(vertx)).load().getConfiguration();
    try (var connection = source.getDataSource().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shown(URI url, String setting) {
    Pool pool = pool(url.toString());
    try {
      return await(pool.query("show " + setting).execute()).iterator().next().getString(0);
    } finally {
      await(pool.close());
    }
  }

  private static Pool pool(String url) {
    return Postgres.pool(vertx, new Settings.Postgres(URI.create(url), 2));
  }
}
