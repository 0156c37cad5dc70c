package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.Commands.Ended;
import io.tidemark.standalone.process.Role;
import io.tidemark.standalone.process.StopSignals;
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
import org.junit.jupiter.api.Test;

/**
 * Commands in an environment that has every documented variable. {@code faults} and {@code bench}
 * read no settings and take all of ours out of what they start.
 */
class EnvironmentTest {

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
  void everyServingCommandReadsThemAll() throws IOException {
    Map<String, String> environment = everything();
    environment.keySet().removeIf(name -> name.startsWith(REDIS));
    environment.remove("TIDEMARK_CLUSTER_DNS"); // which excludes a list of members
    List<String> commands = new ArrayList<>(List.of("run"));
    Arrays.stream(Role.values()).map(Role::word).forEach(commands::add);

    for (String command : commands) {
      Ended ended = Commands.run(environment, command);

      assertThat(ended.code()).as(command).isEqualTo(1);
      assertThat(ended.complained())
          .as(command)
          .contains("TIDEMARK_REDIS_URL must both be set")
          .doesNotContain("is not a setting");
    }
  }

  /** The migration's URL asks for what no driver of ours keeps to, so that it tries nothing. */
  @Test
  void everyCommandThatEndsReadsThemAll() throws IOException {
    Map<String, String> environment = everything();
    environment.remove("TIDEMARK_CLUSTER_MEMBERS"); // which exclude a name to look up

    Set<String> commands = new TreeSet<>(Commands.names());
    commands.remove("help");
    for (String command : commands) {
      Ended explained = Commands.run(environment, command, "--help");

      assertThat(explained.code()).as(command).isZero();
      assertThat(explained.complained()).as(command).doesNotContain("is not a setting");
    }
    Ended migrated = Commands.run(environment, "migrate");

    assertThat(migrated.complained())
        .contains("channel_binding")
        .doesNotContain("is not a setting");
    assertThat(migrated.code()).isEqualTo(1);
  }

  @Test
  void theSimulatorStartsBesideThemAll() throws IOException {
    var signals = new StopSignals();
    signals.stop();

    Ended ended = Commands.run(everything(), signals, "simulator", "--port", "0");

    assertThat(ended.said()).endsWith("Ctrl-C stops.\n");
    assertThat(ended.code()).isZero();
  }

  private static Map<String, String> everything() throws IOException {
    Map<String, String> environment = new TreeMap<>(everyOtherVariable());
    environment.putAll(everySetting());
    return environment;
  }
}
