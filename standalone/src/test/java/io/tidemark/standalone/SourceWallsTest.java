package io.tidemark.standalone;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules over the source files of all modules. */
class SourceWallsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern SYSTEM_CLOCK =
      Pattern.compile(
          "\\b(?:Instant|LocalDate|LocalDateTime|\\w*DateTime)\\.now\\(\\)"
              + "|\\bcurrentTimeMillis\\(\\)");

  @Test
  void noTwoTypesHaveTheSameSimpleName() throws IOException {
    Map<Path, List<Path>> byName =
        mainJava().stream()
            .collect(
                groupingBy(Path::getFileName, TreeMap::new, mapping(ROOT::relativize, toList())));
    byName.values().removeIf(files -> files.size() == 1);

    assertThat(byName.values()).isEmpty();
  }

  @Test
  void onlyTheClockPackageReadsTheSystemClock() throws IOException {
    List<Path> files =
        mainJava().stream()
            .filter(file -> !file.getParent().endsWith("io/tidemark/clock"))
            .toList();

    assertThat(linesWith(SYSTEM_CLOCK, files)).isEmpty();
  }

  private static List<Path> mainJava() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(folder -> files(folder, name -> name.endsWith(".java")).stream())
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    }
  }

  private static List<Path> files(Path folder, Predicate<String> name) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> name.test(file.getFileName().toString()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> linesWith(Pattern pattern, List<Path> files) throws IOException {
    var found = new ArrayList<String>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      IntStream.range(0, lines.size())
          .filter(i -> pattern.matcher(lines.get(i)).find())
          .mapToObj(i -> ROOT.relativize(file) + ":" + (i + 1) + " " + lines.get(i).strip())
          .forEach(found::add);
    }
    return found;
  }
}
