package io.tidemark.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each on servers of its own, which mostly wait for their disk. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class LocalStoresTest {

  @Test
  void dataInAKeptFolderSurvivesARestart(@TempDir Path folder) throws SQLException, IOException {
    try (var stores = LocalStores.kept(folder)) {
      execute(
          stores.postgres().url(),
          "create table reading (likes bigint); insert into reading values (7)");
      redis(stores, "SET zone warm\r\n");
    }
    try (var stores = LocalStores.kept(folder)) {
      assertThat(query(stores.postgres().url(), "select likes from reading")).isEqualTo(7);
      assertThat(redis(stores, "GET zone\r\n")).contains("warm");
    }
  }

  @Test
  void aFolderInUseIsRefusedToASecondProcess(@TempDir Path folder) {
    try (var stores = LocalStores.kept(folder)) {
      assertThatThrownBy(() -> LocalStores.kept(folder))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("Another process uses the folder");
      assertThat(stores.postgres().url()).startsWith("postgresql://");
      assertThat(StoreAddresses.in(folder))
          .hasValueSatisfying(
              told -> {
                assertThat(told.postgres()).isEqualTo(stores.postgres().url());
                assertThat(told.redis()).isEqualTo(stores.redis().url());
              });
    }
    assertThat(StoreAddresses.in(folder)).isEmpty();
  }

  @Test
  void orphanedServersAreEndedBeforeNewOnesStart(@TempDir Path folder) throws Exception {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                StoresProcess.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var said = killed.inputReader()) {
      assertThat(said.readLine()).isEqualTo("started");
    }
    killed.destroyForcibly().waitFor();
    long orphan =
        OrphanedServer.process(folder.resolve("postgres/postmaster.pid")).orElseThrow().pid();

    try (var stores = LocalStores.kept(folder)) {
      assertThat(query(stores.postgres().url(), "select likes from snapshot")).isEqualTo(7);
      assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  /** A process that is killed in the middle of its life. */
  static final class StoresProcess {
    public static void main(String[] arguments) throws Exception {
      var stores = LocalStores.kept(Path.of(arguments[0]));
      execute(
          stores.postgres().url(),
          "create table snapshot (likes bigint); insert into snapshot values (7)");
      System.out.println("started");
      Thread.currentThread().join();
    }
  }

  @Test
  void keptDataIsWrittenDurably(@TempDir Path folder) throws SQLException {
    try (var stores = LocalStores.kept(folder)) {
      assertThat(
              query(
                  stores.postgres().url(),
                  "select count(*) from pg_settings where setting = 'on' and name in"
                      + " ('fsync', 'synchronous_commit', 'full_page_writes')"))
          .isEqualTo(3);
    }
  }

  @Test
  void temporaryStoresLeaveNoFolderBehind() throws SQLException {
    String folder;
    try (var stores = LocalStores.temporary()) {
      folder =
          text(
              stores.postgres().url(),
              "select setting from pg_settings where name = 'data_directory'");
      assertThat(Path.of(folder)).exists();
      stores.announce();
      assertThat(StoreAddresses.in(Path.of(folder).getParent())).isPresent();
    }
    assertThat(Path.of(folder).getParent()).doesNotExist();
  }

  @Test
  void aKilledServerDoesNotDisturbTheClosing() throws Exception {
    Path data;
    try (var stores = LocalStores.temporary()) {
      data =
          Path.of(
              text(
                  stores.postgres().url(),
                  "select setting from pg_settings where name = 'data_directory'"));
      ProcessHandle server = OrphanedServer.process(data.resolve("postmaster.pid")).orElseThrow();
      server.destroyForcibly();
      assertThat(OrphanedServer.awaitEnd(server)).isTrue();
    }
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void aStoppedServerComesBackAtTheSameAddressWithItsData() throws SQLException {
    try (var stores = LocalStores.temporary()) {
      String url = stores.newDatabase();
      execute(url, "create table reading (likes bigint); insert into reading values (9)");

      stores.postgres().stop();
      stores.postgres().start();

      assertThat(query(url, "select likes from reading")).isEqualTo(9);
    }
  }

  private static Connection connect(String url) throws SQLException {
    URI uri = URI.create(url);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(),
        "postgres",
        "postgres");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (var connection = connect(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(String url, String sql) throws SQLException {
    try (var connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static long query(String url, String sql) throws SQLException {
    try (var connection = connect(url);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static String redis(LocalStores stores, String command) throws IOException {
    URI uri = URI.create(stores.redis().url());
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[128];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, length, StandardCharsets.US_ASCII);
    }
  }
}
