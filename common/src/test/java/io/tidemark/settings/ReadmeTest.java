package io.tidemark.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void theReadmeListsEverySettingAndNoOther() throws IOException {
    Set<String> listed =
        Pattern.compile("^\\| `(TIDEMARK_[A-Z0-9_]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("..", "README.md")))
            .results()
            .map(MatchResult::group)
            .map(row -> row.replaceAll("[^A-Z0-9_]", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).isEqualTo(new TreeSet<>(SettingsReader.names()));
  }
}
