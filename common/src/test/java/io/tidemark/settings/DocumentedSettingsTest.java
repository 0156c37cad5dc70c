package io.tidemark.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentedSettingsTest {

  @Test
  void theDocumentationListsEverySettingAndNoOther() throws IOException {
    Set<String> listed =
        Pattern.compile("^\\| `(TIDEMARK_[A-Z0-9_]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("..", "docs", "configuration.md")))
            .results()
            .map(MatchResult::group)
            .map(row -> row.replaceAll("[^A-Z0-9_]", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(new TreeSet<>(SettingsReader.names()));
  }

  /** Every variable that a reader may have been told to export. */
  static Stream<String> variablesThatAreNoSettings() throws IOException {
    List<Path> files =
        new ArrayList<>(
            Stream.of("README.md", "CONTRIBUTING.md", "Makefile", "Dockerfile", "tidemark")
                .map(Path.of("..")::resolve)
                .toList());
    try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
    }
    Set<String> names = new TreeSet<>();
    for (Path file : files) {
      Pattern.compile("\\bTIDEMARK_[A-Z0-9_]*[A-Z0-9]\\b")
          .matcher(Files.readString(file))
          .results()
          .map(MatchResult::group)
          .forEach(names::add);
    }
    names.removeAll(SettingsReader.names());
    assertThat(names).contains("TIDEMARK_JAVA_OPTIONS", "TIDEMARK_CONFIG", "TIDEMARK_BROWSER");
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("variablesThatAreNoSettings")
  void aDocumentedVariableThatIsNoSettingStopsNothing(String variable) {
    assertThatNoException().isThrownBy(() -> SettingsReader.of(Map.of(variable, "1")));
  }
}
