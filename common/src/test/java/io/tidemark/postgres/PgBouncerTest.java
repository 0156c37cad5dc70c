package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.boot.AppContext;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind the PgBouncer of the machine with the file that docs/postgres.md gives: in transaction
 * mode where it is new enough for that, in session mode where not.
 */
@Tag("server")
class PgBouncerTest {

  private static final Path BOUNCER = Path.of("/usr/sbin/pgbouncer");

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Process bouncer;
  private String pooled;
  private String direct;
  private boolean transactions;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(BOUNCER), "PgBouncer is not installed (apt-get install pgbouncer)");
    direct = TestFoundation.stores().newDatabase();
    URI server = URI.create(direct);
    int port = FreePort.find();
    transactions = version() >= 121;
    Files.writeString(folder.resolve("userlist.txt"), "\"postgres\" \"postgres\"\n");
    String ini =
        documented()
            .replaceAll("host=\\S+ port=\\d+", "host=127.0.0.1 port=" + server.getPort())
            .replace("dbname=tidemark", "dbname=" + server.getPath().substring(1))
            .replace("0.0.0.0", "127.0.0.1")
            .replace("6432", Integer.toString(port))
            .replace("scram-sha-256", "plain")
            .replace("/etc/pgbouncer/userlist.txt", folder.resolve("userlist.txt").toString());
    if (!transactions) {
      ini =
          ini.replace("pool_mode = transaction", "pool_mode = session")
              .replaceAll("max_prepared_statements.*\n", "");
    }
    Path file = folder.resolve("pgbouncer.ini");
    Files.writeString(file, ini);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of(BOUNCER.toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(file.toString());
    bouncer =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    pooled = "postgresql://postgres:postgres@127.0.0.1:" + port + "/tidemark";
    awaitPort(port);
  }

  @AfterEach
  void stop() throws InterruptedException {
    await(vertx.close());
    if (bouncer != null) {
      bouncer.destroyForcibly().waitFor();
    }
  }

  private static String documented() throws IOException {
    Matcher block =
        Pattern.compile("```ini\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/postgres.md")));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** 1.18.0 is 118. */
  private static int version() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(BOUNCER.toString(), "--version").start();
    Matcher version =
        Pattern.compile("PgBouncer (\\d+)\\.(\\d+)")
            .matcher(new String(process.getInputStream().readAllBytes(), UTF_8));
    process.waitFor();
    assertThat(version.find()).isTrue();
    return Integer.parseInt(version.group(1)) * 100 + Integer.parseInt(version.group(2));
  }

  private void awaitPort(int port) throws IOException {
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (!isOpen(port)) {
      assertThat(System.nanoTime()).as(log()).isLessThan(giveUp);
      assertThat(bouncer.isAlive()).as(log()).isTrue();
    }
  }

  private static boolean isOpen(int port) {
    try (var socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Test
  void aProcessBeginsAndWorksBehindIt() throws IOException {
    var settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_POSTGRES_URL", pooled,
                "TIDEMARK_POSTGRES_DIRECT_URL", direct,
                "TIDEMARK_REDIS_URL", TestFoundation.stores().redis().url()));
    AppContext app =
        await(AppContext.open(vertx, settings, WorldClock.real(), AppContext.newMeters()));

    assertThat(app.failureDetector().processId()).as("its session is direct").isNotNull();
    await(Postgres.takesWrites(app.pool()));
    var pool = app.pool();
    await(pool.query("create table written (id bigint primary key)").execute());
    await(
        Future.all(
            LongStream.range(0, 200)
                .mapToObj(
                    id ->
                        pool.withTransaction(
                            transaction ->
                                transaction
                                    .preparedQuery("insert into written values ($1)")
                                    .execute(Tuple.of(id))))
                .toList()));
    assertThat(
            await(pool.preparedQuery("select count(*) from written").execute())
                .iterator()
                .next()
                .getLong(0))
        .isEqualTo(200);
    assertThat(
            await(
                    app.maintenance()
                        .withConnection(
                            connection -> connection.query("show statement_timeout").execute()))
                .iterator()
                .next()
                .getString(0))
        .isEqualTo("0");
    assertThat(log()).doesNotContain("unsupported startup parameter");
    await(app.close());
  }
}
