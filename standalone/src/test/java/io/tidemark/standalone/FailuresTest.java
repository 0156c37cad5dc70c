package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told about a failure that no other sentence explains. */
class FailuresTest {

  @TempDir private Path folder;

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsNamed() {
    Path missing = folder.resolve("missing");

    assertThat(Failures.unwritable(missing))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("The folder " + missing + " for temporary files cannot be written")
                    .contains("--tmpfs /tmp:exec"));
    assertThat(Failures.unwritable(folder)).isEmpty();
  }
}
