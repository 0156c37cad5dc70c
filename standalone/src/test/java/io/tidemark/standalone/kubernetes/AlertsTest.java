package io.tidemark.standalone.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each alert fires for its condition, as Prometheus' own tool evaluates it, and leads to its entry.
 */
class AlertsTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path FOLDER = Manifests.FOLDER.resolve("monitoring");
  private static final String PAGE =
      "https://github.com/tidemark/tidemark/blob/main/docs/operations.md";

  @TempDir private Path folder;
  private final JsonNode spec = read("alerts.yaml").get("spec");

  private static JsonNode read(String file) {
    try {
      return YAML.readTree(FOLDER.resolve(file).toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private List<JsonNode> rules() {
    return each(spec.get("groups")).flatMap(group -> each(group.get("rules"))).toList();
  }

  @Test
  void eachHasAnEntryInTheRunbook() throws IOException {
    List<String> headings =
        Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
            .filter(line -> line.startsWith("### Tidemark"))
            .map(line -> line.substring(4))
            .toList();

    assertThat(rules()).extracting(rule -> rule.get("alert").asText()).hasSameElementsAs(headings);
    assertThat(rules())
        .allSatisfy(
            rule ->
                assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualToIgnoringCase(PAGE + "#" + rule.get("alert").asText()));
  }

  @Test
  void eachHasItsCondition() {
    assertThat(rules())
        .extracting(rule -> rule.get("alert").asText())
        .hasSameElementsAs(
            each(read("alerts.test.yaml").get("tests"))
                .flatMap(test -> each(test.get("alert_rule_test")))
                .filter(expected -> !expected.get("exp_alerts").isEmpty())
                .map(expected -> expected.get("alertname").asText())
                .toList());
  }

  @Test
  void eachFiresForItsConditionAndNoneWhereAllIsWell() throws IOException, InterruptedException {
    Optional<Path> promtool =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(path -> Path.of(path, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(promtool.isPresent(), "promtool is not installed (apt-get install prometheus)");
    Path tests = folder.resolve("alerts.test.yaml");
    Path whole = folder.resolve("whole.yaml");
    Files.copy(FOLDER.resolve("alerts.test.yaml"), tests);
    YAML.writeValue(whole.toFile(), spec);
    rules().forEach(rule -> ((ObjectNode) rule).remove("annotations"));
    YAML.writeValue(folder.resolve("alerts.rules.yaml").toFile(), spec);

    succeeds(promtool.get(), "check", "rules", whole.toString());
    succeeds(promtool.get(), "test", "rules", tests.toString());
  }

  private static void succeeds(Path promtool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("" + promtool), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }
}
