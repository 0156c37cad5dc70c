package io.tidemark.standalone.kubernetes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.KnownSettings;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.vertx.core.Vertx;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the image is made of, as far as it can be told without building it. */
class ImageTest {

  private static final Path SCRIPTS = Path.of("..", "k8s", "image");

  @Test
  void theHealthcheckTellsReadyFromUnreadyAndFromGone() throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    try {
      var status = new AtomicInteger(200);
      var server =
          await(
              vertx
                  .createHttpServer()
                  .requestHandler(
                      asked ->
                          asked
                              .response()
                              .setStatusCode(
                                  asked.path().equals("/health/ready") ? status.get() : 404)
                              .end("{}"))
                  .listen(0, "127.0.0.1"));
      int port = server.actualPort();

      assertThat(healthy(port)).isZero();
      status.set(503);
      assertThat(healthy(port)).isNotZero();
      await(server.close());
      assertThat(healthy(port)).isNotZero();
    } finally {
      await(vertx.close());
    }
  }

  private static int healthy(int port) throws IOException, InterruptedException {
    String script = Path.of(ImageFile.read().healthcheck().getFirst()).getFileName().toString();
    var builder =
        new ProcessBuilder(SCRIPTS.resolve(script).toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TIDEMARK_MANAGEMENT_PORT", Integer.toString(port));
    Process process = builder.start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void theTrainingHasSettingsThatAreTaken() throws IOException {
    String script = Files.readString(SCRIPTS.resolve("train"));
    Map<String, String> exported = new HashMap<>();
    Pattern.compile("^export (.+)$", Pattern.MULTILINE)
        .matcher(script)
        .results()
        .flatMap(line -> Pattern.compile("(\\w+)=(\\S+)").matcher(line.group(1)).results())
        .forEach(pair -> exported.put(pair.group(1), pair.group(2)));

    Settings settings = SettingsReader.of(exported);

    assertThat(KnownSettings.names()).containsAll(without(exported, "TIDEMARK_LOG_FORMAT"));
    assertThat(settings.http().port()).isEqualTo(18080);
    assertThat(script)
        .contains("Bearer " + settings.adminKey().orElseThrow())
        .contains("\\\"" + settings.webhook().keys().getFirst() + "\\\"");
  }

  private static List<String> without(Map<String, String> exported, String name) {
    return exported.keySet().stream().filter(other -> !other.equals(name)).toList();
  }

  @Test
  void whatIsLeftOutIsOnTheClassPathOfTheProduct() {
    List<String> jars =
        List.of(System.getProperty("surefire.test.class.path").split(File.pathSeparator));

    assertThat(ImageFile.leftOut())
        .allSatisfy(
            pattern -> assertThat(jars).anyMatch(jar -> ImageFile.matches(pattern, Path.of(jar))));
  }

  @Test
  void everyFileThatTheImageTakesExists() throws IOException {
    List<String> files =
        Pattern.compile("(?:/src/|COPY )(k8s/image/[a-z.-]+)")
            .matcher(Files.readString(Path.of("..", "Dockerfile")))
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(files).contains("k8s/image/java.options", "k8s/image/healthy", "k8s/image/train");
    assertThat(files).allMatch(file -> Files.exists(Path.of("..", file)));
  }
}
