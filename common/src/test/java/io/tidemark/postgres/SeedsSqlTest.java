package io.tidemark.postgres;

import static org.assertj.core.api.Assertions.assertThatNoException;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The SQL of those whose programs Tidemark takes over runs on its tables. Ids are numbers here: one
 * stands where the statements say uuid.
 *
 * <p>The documents are not part of this repository. Each has a file here under its number: every
 * block that is marked as SQL was copied by hand as it stands, in the order of the document, and
 * compared with it again on 2026-11-30. What was changed or left out is said in a comment of the
 * file. The other statements were made from the tables, columns and queries that the text names.
 */
@Tag("server")
class SeedsSqlTest {

  private static final Path SEEDS = folder();

  private static Path folder() {
    try {
      return Path.of(SeedsSqlTest.class.getResource("/seeds").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private final TestFoundation stores = TestFoundation.lay(WorldClock.real(), Map.of());

  @BeforeEach
  void rows() {
    stores.sql("insert into daos (slug, name, twitter_handle) values ('aave', 'Aave', 'aave')");
    stores.sql("insert into profiles (full_name, linkedin_id) values ('Ada', 'ada')");
    stores.sql(
        "insert into viral_posts_bank (author_id, post_url, content)"
            + " select id, 'https://example.com/1', 'Why?' from profiles");
  }

  @AfterEach
  void end() {
    stores.close();
  }

  static Stream<String> statements() throws IOException {
    try (Stream<Path> files = Files.list(SEEDS)) {
      return files.sorted().flatMap(file -> statements(file).stream()).toList().stream();
    }
  }

  private static List<String> statements(Path file) {
    try {
      String withoutComments =
          Files.readString(file)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(Collectors.joining("\n"));
      return Stream.of(withoutComments.split(";"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("statements")
  void everyStatementRuns(String statement) {
    assertThatNoException().isThrownBy(() -> stores.sql(statement.replace("'uuid'", "'1'")));
  }
}
