package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.documents.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows run what the repository has, with no more rights than they need. */
class WorkflowsTest {

  private static final Path FOLDER = Documents.ROOT.resolve(".github");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("workflows"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void onlyReadsUnlessAJobSaysOtherwise(Path workflow) throws IOException {
    JsonNode content = YAML.readTree(workflow.toFile());

    assertThat(content.get("permissions").properties()).hasSize(1);
    assertThat(content.at("/permissions/contents").asText()).isEqualTo("read");
    assertThat(content.get("jobs").properties())
        .allSatisfy(job -> assertThat(job.getValue().has("timeout-minutes")).isTrue());
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionHasAVersionAndEveryTargetExists(Path workflow) throws IOException {
    String makefile = Documents.read("Makefile");
    for (JsonNode job : YAML.readTree(workflow.toFile()).get("jobs")) {
      for (JsonNode step : job.get("steps")) {
        if (step.has("uses")) {
          assertThat(step.get("uses").asText()).matches("[\\w-]+/[\\w/-]+@v[\\d.]+");
          continue;
        }
        String run = step.get("run").asText();
        for (String target : words(run, "make ([a-z-]+)")) {
          assertThat(makefile).containsPattern("(?m)^" + target + ":");
        }
        for (String file :
            words(run, "(?:^| )(\\.ci/[a-z]+|k8s/[a-z/]+|standalone/archive|[A-Z]+\\.md)")) {
          assertThat(Documents.ROOT.resolve(file)).exists();
        }
      }
    }
  }

  @Test
  void theWholeCheckRuns() throws IOException {
    List<String> runs = new ArrayList<>();
    YAML.readTree(FOLDER.resolve("workflows/ci.yml").toFile())
        .findValues("run")
        .forEach(run -> runs.add(run.asText()));

    assertThat(runs).contains(".ci/run", "make lint-api");
  }

  @Test
  void updatesAreLookedForWhereThereAreVersions() throws IOException {
    assertThat(
            YAML.readTree(FOLDER.resolve("dependabot.yml").toFile())
                .findValuesAsText("package-ecosystem"))
        .containsExactlyInAnyOrder("maven", "docker", "docker-compose", "github-actions");
  }

  private static List<String> words(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
