package io.tidemark.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes of their own, since only those have an environment of their own. */
@Tag("server")
class EnvironmentTest {

  private static final Map<String, String> NO_SETTINGS =
      Map.of(
          "TIDEMARK_JAVA_OPTIONS", "-Xmx256m -Xss1m",
          "TIDEMARK_LOG_LEVEL", "INFO",
          "TIDEMARK_LOG_FORMAT", "text",
          "TIDEMARK_BROWSER", "/usr/bin/chromium");

  /** Each ends for want of a store, which it can miss only after its settings were read. */
  @ParameterizedTest
  @CsvSource({
    "run, both",
    "gateway, both",
    "tracker, both",
    "metrics-refresh, both",
    "profile-sync, both",
    "migrate, TIDEMARK_POSTGRES_URL must be set"
  })
  void variablesOfTheLauncherAndTheLogStopNoCommand(String command, String complaint)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Tidemark.class.getName(),
                    command))
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    environment.putAll(NO_SETTINGS);
    if (command.equals("run")) {
      environment.put("TIDEMARK_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none");
    }

    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(said).isNotZero();
    assertThat(said).doesNotContain("is not a setting").contains(complaint);
  }
}
