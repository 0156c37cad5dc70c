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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
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

  /** Words that the glossary replaces; {@code docs/glossary.md} has the ones to use. */
  private static final Pattern BANNED =
      Pattern.compile(
          "patience|nudge|trouble(?!shoot)|whoever|somebody|\\bin hand\\b",
          Pattern.CASE_INSENSITIVE);

  /** Names on the event bus that other versions and other people's verticles know. */
  private static final Pattern SHIPPED =
      Pattern.compile("tidemark\\.[a-z-]+\\.nudge|[\"`]trouble[\"`]");

  /** The only files that may have them: the two that define them, and the page that lists them. */
  private static final Set<Path> OF_THE_BUS =
      Set.of(
          ROOT.resolve("common/src/main/java/io/tidemark/contract/Address.java"),
          ROOT.resolve("common/src/main/java/io/tidemark/contract/Message.java"),
          ROOT.resolve("docs/event-bus.md"));

  /** Sections of documents that no reader of the repository has. */
  private static final Pattern ELSEWHERE = Pattern.compile("\\bSPEC(?: §| ?\\d)|\\bUPSTREAMS\\b");

  private static final Pattern TEXT =
      Pattern.compile("\\.(?:java|md|ya?ml|js|css|html|lua|xml|txt|properties|json|sh)$");

  /** Texts of simulated authors, and migrations, which are never changed. */
  private static final Pattern EXEMPT =
      Pattern.compile("/simulator/linkedin/[a-z]+\\.txt$|/db/migration/|/lib/");

  @Test
  void noBannedWordIsInCodeTextsOrPages() throws IOException {
    List<Path> texts = new ArrayList<>();
    for (Path folder : mainFolders()) {
      texts.addAll(files(folder, name -> true));
    }
    texts.addAll(files(ROOT.resolve("docs"), name -> name.endsWith(".md")));
    texts.addAll(files(ROOT.resolve("k8s"), name -> true));
    texts.add(ROOT.resolve("README.md"));
    texts.add(ROOT.resolve("CONTRIBUTING.md"));
    texts.removeIf(file -> !TEXT.matcher(file.toString()).find());
    texts.removeIf(file -> EXEMPT.matcher(file.toString()).find());

    assertThat(
            linesWith(
                texts,
                (file, line) ->
                    BANNED
                        .matcher(
                            OF_THE_BUS.contains(file) ? SHIPPED.matcher(line).replaceAll("") : line)
                        .find()))
        .isEmpty();
  }

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

    assertThat(linesWith(files, (file, line) -> SYSTEM_CLOCK.matcher(line).find())).isEmpty();
  }

  @Test
  void noJavaFileRefersToADocumentThatIsNotInTheRepository() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders("src")) {
      files.addAll(files(folder, name -> name.endsWith(".java")));
    }

    assertThat(files).hasSizeGreaterThan(500);
    assertThat(linesWith(files, (file, line) -> ELSEWHERE.matcher(line).find())).isEmpty();
  }

  private static List<Path> mainJava() throws IOException {
    return mainFolders().stream()
        .flatMap(folder -> files(folder, name -> name.endsWith(".java")).stream())
        .filter(file -> !file.endsWith("package-info.java"))
        .toList();
  }

  private static List<Path> mainFolders() throws IOException {
    return folders("src/main");
  }

  private static List<Path> folders(String ofModule) throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules.map(module -> module.resolve(ofModule)).filter(Files::isDirectory).toList();
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

  private static List<String> linesWith(List<Path> files, BiPredicate<Path, String> matches)
      throws IOException {
    var found = new ArrayList<String>();
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      IntStream.range(0, lines.size())
          .filter(i -> matches.test(file, lines.get(i)))
          .mapToObj(i -> ROOT.relativize(file) + ":" + (i + 1) + " " + lines.get(i).strip())
          .forEach(found::add);
    }
    return found;
  }
}
