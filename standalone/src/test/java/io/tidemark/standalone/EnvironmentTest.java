package io.tidemark.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.process.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Commands in a shell that has every documented variable exported. Processes of their own, since
 * only those have an environment of their own; commands that end by themselves share one. {@code
 * faults} and {@code bench} read no settings and take all of ours out of what they start.
 */
@Tag("server")
class EnvironmentTest {

  static final String ENDED = "-- %s ended with %d";

  private static final Pattern ROW =
      Pattern.compile("^\\| `(TIDEMARK_[A-Z0-9_]+)` \\| (?:`([^`]*)`)?", Pattern.MULTILINE);

  private static final String REDIS = "TIDEMARK_REDIS_";

  private static Map<String, String> everySetting() {
    var properties = new Properties();
    try (InputStream file =
        EnvironmentTest.class.getResourceAsStream("/every-setting.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.forEach((name, value) -> settings.put(name.toString(), value.toString()));
    return settings;
  }

  /** Those that the launcher, the log, tests and benchmarks read. */
  private static Map<String, String> everyOtherVariable() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String file : List.of("README.md", "CONTRIBUTING.md", "Makefile", "tidemark")) {
      files.add(Path.of("..", file));
    }
    try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
    }
    Map<String, String> others = new TreeMap<>();
    for (Path file : files) {
      Matcher name =
          Pattern.compile("\\bTIDEMARK_[A-Z0-9_]*[A-Z0-9]\\b").matcher(Files.readString(file));
      while (name.find()) {
        others.put(name.group(), "1");
      }
    }
    others.keySet().removeAll(everySetting().keySet());
    Path config = Path.of("target", "no-settings.json");
    Files.createDirectories(config.getParent());
    others.put("TIDEMARK_CONFIG", Files.writeString(config, "{}").toString());
    others.put("TIDEMARK_LOG_LEVEL", "WARN");
    others.put("TIDEMARK_LOG_FORMAT", "json");
    return others;
  }

  @Test
  void everyDocumentedSettingHasAnotherValueThanItsDefault() throws IOException {
    Map<String, String> settings = everySetting();
    Set<String> listed = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
    while (row.find()) {
      listed.add(row.group(1));
      assertThat(settings.get(row.group(1))).as(row.group(1)).isNotEqualTo(row.group(2));
    }

    assertThat(settings.keySet()).isEqualTo(listed);
  }

  /** They end for want of Redis, which they can miss only after all settings were read. */
  @Test
  void everyServingCommandReadsThemAll() throws Exception {
    Map<String, String> environment = everySetting();
    environment.keySet().removeIf(name -> name.startsWith(REDIS));
    environment.remove("TIDEMARK_CLUSTER_DNS"); // which excludes a list of members
    List<String> commands = new ArrayList<>(List.of("run"));
    Arrays.stream(Role.values()).map(Role::word).forEach(commands::add);

    String said = output(process(environment, OneAfterTheOther.class, commands));

    for (String command : commands) {
      assertThat(said).contains(ENDED.formatted(command, 1));
    }
    assertThat(said).doesNotContain("is not a setting");
    assertThat(
            Pattern.compile("TIDEMARK_REDIS_URL must both be set").matcher(said).results().count())
        .as(said)
        .isEqualTo(commands.size());
  }

  /** The migration's URL asks for what no driver of ours keeps to, so that it tries nothing. */
  @Test
  void everyCommandThatEndsReadsThemAll() throws Exception {
    Map<String, String> environment = everySetting();
    environment.remove("TIDEMARK_CLUSTER_MEMBERS"); // which exclude a name to look up
    List<String> explained =
        Commands.names().stream()
            .filter(command -> !command.equals("help"))
            .map(command -> command + " --help")
            .toList();
    List<String> commands = new ArrayList<>(explained);
    commands.add("migrate");

    String said = output(process(environment, OneAfterTheOther.class, commands));

    for (String command : explained) {
      assertThat(said).contains(ENDED.formatted(command, 0));
    }
    assertThat(said)
        .doesNotContain("is not a setting")
        .contains("channel_binding")
        .contains(ENDED.formatted("migrate", 1));
  }

  @Test
  void theSimulatorStartsBesideThemAll() throws Exception {
    Process process = process(everySetting(), Tidemark.class, List.of("simulator", "--port", "0"));
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String last = lines.readLine();
      while (last != null && !last.equals("Ctrl-C stops.")) {
        last = lines.readLine();
      }

      assertThat(last).isEqualTo("Ctrl-C stops.");
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static Process process(
      Map<String, String> settings, Class<?> main, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    environment.putAll(everyOtherVariable());
    environment.putAll(settings);
    return builder.start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
