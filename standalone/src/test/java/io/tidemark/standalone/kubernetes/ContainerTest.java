package io.tidemark.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every container of the manifests, started as they say, on real stores. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class ContainerTest {

  private static final Manifests MANIFESTS = Manifests.of("production");

  @TempDir private static Path folder;
  private static LocalContainer image;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();
  private String database;

  @BeforeAll
  static void layTheImage() throws IOException, InterruptedException {
    image = new LocalContainer(folder);
  }

  @BeforeEach
  void newDatabase() {
    database = TestFoundation.stores().newDatabase();
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void theJobMigratesAndEndsAndFindsNothingToDoTheNextTime()
      throws IOException, InterruptedException, SQLException {
    assertThat(ended(start("tidemark-migrate", Map.of()))).isZero();

    long migrations = migrations();
    assertThat(migrations).isGreaterThan(8);
    assertThat(ended(start("tidemark-migrate", Map.of()))).isZero();
    assertThat(migrations()).isEqualTo(migrations);
  }

  @Test
  void aJobThatCannotMigrateFails() throws IOException, InterruptedException {
    Process job = start("tidemark-migrate", Map.of("TIDEMARK_POSTGRES_URL", ""));

    assertThat(ended(job)).isEqualTo(1);
    assertThat(log("tidemark-migrate"))
        .contains(
            "TIDEMARK_POSTGRES_URL must be set, in the form"
                + " postgresql://user:password@host:5432/database.");
  }

  @Test
  void everyRoleBecomesReadyAndStopsWhenItIsTold() throws IOException, InterruptedException {
    // given: a cluster of one pod each
    List<Integer> ports = Stream.generate(FreePort::find).limit(Role.values().length * 3L).toList();
    List<String> members =
        IntStream.range(0, Role.values().length)
            .mapToObj(n -> "127.0.0.1:" + ports.get(n * 3))
            .toList();
    Map<String, Integer> management = new HashMap<>();
    String cluster = UUID.randomUUID().toString();

    // when
    for (Role role : Role.values()) {
      int first = role.ordinal() * 3;
      management.put(role.word(), ports.get(first + 1));
      start(
          "tidemark-" + role.word(),
          Map.of(
              "TIDEMARK_CLUSTER_NAME", cluster,
              "TIDEMARK_CLUSTER_DNS", "",
              "TIDEMARK_CLUSTER_MEMBERS", String.join(",", members),
              "TIDEMARK_CLUSTER_PORT", ports.get(first).toString(),
              "TIDEMARK_CLUSTER_BUS_PORT", "0",
              "TIDEMARK_MANAGEMENT_PORT", ports.get(first + 1).toString(),
              "TIDEMARK_HTTP_PORT", ports.get(first + 2).toString()));
    }

    // then
    for (Role role : Role.values()) {
      Process process = started.get(role.ordinal());
      String ready =
          MANIFESTS
              .ownPods()
              .get("tidemark-" + role.word())
              .getSpec()
              .getContainers()
              .get(0)
              .getReadinessProbe()
              .getHttpGet()
              .getPath();
      untilReady(
          "http://127.0.0.1:%d%s".formatted(management.get(role.word()), ready), process, role);
      if (image.isConfined()) {
        itRunsAsItsUserOnAFileSystemItCannotWrite(process);
      }
    }
    for (Process process : started) {
      process.destroy();
      assertThat(ended(process)).isZero();
    }
  }

  private void itRunsAsItsUserOnAFileSystemItCannotWrite(Process process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    String user = ImageFile.read().user().split(":")[0];
    assertThat(Files.readString(proc.resolve("status")))
        .containsPattern("Uid:\\s+%s\\s+%s\\s".formatted(user, user))
        .containsPattern("CapBnd:\\s+0+\\n")
        .containsPattern("NoNewPrivs:\\s+1");
    assertThat(Files.readAllLines(proc.resolve("mounts")))
        .filteredOn(mount -> mount.split(" ")[1].equals("/"))
        .isNotEmpty()
        .allMatch(mount -> mount.split(" ")[3].startsWith("ro"));
  }

  /** As the pod says, with the stores of the test and what else is given. */
  private Process start(String pod, Map<String, String> instead) throws IOException {
    Map<String, String> secrets = new HashMap<>(ImageFile.secrets());
    secrets.put("TIDEMARK_POSTGRES_URL", database);
    secrets.put("TIDEMARK_REDIS_URL", TestFoundation.redisOf(database));
    Map<String, String> environment = new HashMap<>(MANIFESTS.environment(pod, secrets));
    environment.putAll(instead);
    List<String> arguments =
        MANIFESTS.ownPods().get(pod).getSpec().getContainers().get(0).getArgs();
    Process process = image.start(arguments, environment, folder.resolve(pod + ".log"));
    started.add(process);
    return process;
  }

  /** Asks again and again; a pod gets as long as its startup probe gives it. */
  private void untilReady(String url, Process process, Role role)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
    while (!isReady(url)) {
      assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
          .as(() -> role + " ended: " + log("tidemark-" + role.word()))
          .isFalse();
      assertThat(System.nanoTime()).as(() -> log("tidemark-" + role.word())).isLessThan(end);
    }
  }

  private boolean isReady(String url) throws InterruptedException {
    try {
      return client
              .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    return process.exitValue();
  }

  private static String log(String pod) {
    try {
      return Files.readString(folder.resolve(pod + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private long migrations() throws SQLException {
    URI url = URI.create(database);
    String[] login = url.getUserInfo().split(":", 2);
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
                login[0],
                login[1]);
        var rows =
            connection
                .createStatement()
                .executeQuery("select count(*) from flyway_schema_history")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
