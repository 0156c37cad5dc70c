package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version stands in many files; a release changes all of them or none. */
class VersionTest {

  private static final Path ROOT = Path.of("..");

  @Test
  void theCommandLineTellsTheVersionOfThePom() throws IOException {
    assertThat(Commands.version()).isEqualTo("Tidemark " + version());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway/src/main/resources/openapi.yaml | ^  version: \"(.+)\"$",
        "Dockerfile | ^ARG VERSION=(.+)$",
        "standalone/archive/README.md | tidemark/blob/v([\\d.]+)/README",
        "compose.yaml | ^  image: tidemark:(.+)$",
        "k8s/chart/Chart.yaml | ^version: (.+)$",
        "k8s/chart/Chart.yaml | ^appVersion: \"(.+)\"$",
        "k8s/base/migrate.yaml | image: tidemark:(.+)$",
        "k8s/base/gateway.yaml | image: tidemark:(.+)$",
        "k8s/base/tracker.yaml | image: tidemark:(.+)$",
        "k8s/base/metrics-refresh.yaml | image: tidemark:(.+)$",
        "k8s/base/profile-sync.yaml | image: tidemark:(.+)$",
      })
  void everyFileThatNamesItAgrees(String file, String pattern) throws IOException {
    assertThat(found(file, pattern)).containsExactly(version());
  }

  /** Maven finds a wrong parent in a module; the file of the formatter is no module. */
  @Test
  void theFormatterHasTheParentThatThePomIs() throws IOException {
    assertThat(found("format.xml", "^    <version>(.+)</version>$").getFirst())
        .isEqualTo(found("pom.xml", "^  <version>(.+)</version>$").getFirst());
  }

  private static String version() throws IOException {
    return found("pom.xml", "^  <version>(.+?)(?:-SNAPSHOT)?</version>$").getFirst();
  }

  private static List<String> found(String file, String pattern) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(ROOT.resolve(file)))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }
}
