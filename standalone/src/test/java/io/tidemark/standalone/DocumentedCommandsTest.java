package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.documents.DocumentedCommand;
import io.tidemark.documents.Documents;
import io.tidemark.documents.Documents.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every document is run by a test that is named here, or listed here with the
 * reason why it is not run. The words of those that are about this repository are compared with it.
 */
class DocumentedCommandsTest {

  private static final Path ROOT = Documents.ROOT;

  /** Blocks without a language that hold no commands, by document and beginning. */
  private static final Map<String, String> NO_COMMANDS =
      Map.ofEntries(
          Map.entry("docs/csv.md zone_id,", "the header of a CSV file"),
          Map.entry("docs/life-of-a-lot.md POST /api", "a drawing"),
          Map.entry("docs/postgres.md postgresql://", "an address"),
          Map.entry("docs/postgres.md # postgresql.conf", "settings of PostgreSQL"),
          Map.entry("docs/scaling.md Update on timers", "a plan of PostgreSQL"),
          Map.entry("docs/threat-model.md strangers,", "a drawing"),
          Map.entry("docs/traces.md POST /api", "a drawing"),
          Map.entry("k8s/README.md base/", "a list of folders"));

  /** Programs whose commands a test runs. */
  private static final Map<String, String> RUN_BY =
      Map.of(
          "curl",
          "gateway/src/test/java/io/tidemark/gateway/DocumentedCallsTest.java isTakenByTheGateway");

  /** Programs whose commands are not run, but whose words are compared with what they name. */
  private static final Map<String, String> COMPARED =
      Map.of(
          "./tidemark",
          "most serve until they are stopped; the command line parses them, and LauncherTest runs"
              + " `./tidemark --help`",
          "make",
          "most build everything; LauncherTest runs `make help`, which names every target",
          "mvn",
          "builds everything; this test is part of such a build",
          "docker",
          "needs an engine; the job `image` of CI starts compose.yaml, and ComposeTest reads it",
          "kubectl",
          "needs a cluster; ManifestsTest and RenderingTest read what is applied",
          "cp",
          "would write into the checkout");

  /** Commands that are not run and whose words are not compared, by how they begin. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("cosign verify", "needs a release that was published"),
          Map.entry("sha256sum --check SHA256SUMS", "needs a release that was published"),
          Map.entry("docker push", "needs a registry; the image is built in CI"),
          Map.entry("docker build", "needs an engine; the image is built in CI"),
          Map.entry("helm upgrade --install", "needs a cluster; ChartTest renders the chart"),
          Map.entry("kubectl create", "needs a cluster"),
          Map.entry("kubectl label", "needs a cluster"),
          Map.entry("pg_dump", "the embedded server ships no clients"),
          Map.entry("pg_restore", "the embedded server ships no clients"),
          Map.entry("pg_basebackup", "the embedded server ships no clients"),
          Map.entry(
              "git grep", "changes the repository; VersionTest fails when a file is left out"));

  private static final Pattern OBJECT = Pattern.compile("\\b(deployment|job|service)/([a-z-]+)\\b");

  private static final Pattern NAME = Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\"");

  private static final Set<String> BENCHMARKS = namesOfBenchmarks();
  private static final Set<String> TESTS = namesOfTests();

  static List<Block> blocksWithoutLanguage() {
    return Documents.blocks().stream().filter(Block::mayBeShell).toList();
  }

  static Stream<DocumentedCommand> commands() {
    return Stream.concat(
        blocksWithoutLanguage().stream()
            .filter(block -> !isListed(block))
            .flatMap(block -> block.commands().stream())
            .filter(command -> !command.program().isEmpty()),
        Documents.inSentences().stream());
  }

  private static boolean isListed(Block block) {
    return NO_COMMANDS.keySet().stream().anyMatch(listed -> key(block).startsWith(listed));
  }

  private static String key(Block block) {
    return block.document() + " " + String.join(" ", block.lines()).strip();
  }

  @Test
  void everyBlockThatIsListedIsThere() {
    List<String> keys = blocksWithoutLanguage().stream().map(DocumentedCommandsTest::key).toList();

    assertThat(NO_COMMANDS.keySet())
        .allSatisfy(listed -> assertThat(keys).anyMatch(key -> key.startsWith(listed)));
  }

  @Test
  void everyReasonIsNeeded() {
    List<String> commands =
        commands().map(command -> String.join(" ", command.arguments())).toList();

    assertThat(Stream.concat(NOT_RUN.keySet().stream(), COMPARED.keySet().stream()))
        .allSatisfy(listed -> assertThat(commands).anyMatch(text -> text.startsWith(listed)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandIsOneThatExists(DocumentedCommand command) throws IOException {
    List<String> words = command.arguments();
    String text = String.join(" ", words);
    if (NOT_RUN.keySet().stream().anyMatch(text::startsWith)) {
      return;
    }
    if (RUN_BY.containsKey(command.program())) {
      String[] test = RUN_BY.get(command.program()).split(" ");
      assertThat(Documents.read(test[0])).contains("void " + test[1] + "(");
      return;
    }
    assertThat(COMPARED).as("neither run, nor listed with a reason").containsKey(command.program());
    List<String> arguments = words.subList(1, words.size());
    switch (command.program()) {
      case "./tidemark" -> tidemark(arguments);
      case "make" -> make(arguments);
      case "mvn" -> mvn(arguments);
      case "docker" -> compose(arguments);
      case "kubectl" -> kubectl(text);
      case "cp" -> assertThat(ROOT.resolve(arguments.getFirst())).exists();
      default -> fail("nothing to compare it with: " + command);
    }
  }

  private static void tidemark(List<String> arguments) throws IOException {
    if (arguments.isEmpty()) {
      return;
    }
    // These two have a class path of their own, and `tidemark` starts them itself.
    switch (arguments.getFirst()) {
      case "faults" ->
          options("faults/src/main/java/io/tidemark/faults/FaultsCommand.java", arguments);
      case "bench" -> {
        String file = "benchmarks/src/test/java/io/tidemark/benchmarks/BenchCommand.java";
        options(file, arguments);
        assertThat(BENCHMARKS)
            .containsAll(
                arguments.stream()
                    .skip(1)
                    .filter(word -> word.matches("[a-z-]+") && !word.startsWith("-"))
                    .toList());
      }
      default -> assertThatNoException().isThrownBy(() -> Commands.parse(arguments));
    }
  }

  private static void options(String source, List<String> arguments) throws IOException {
    String text = Files.readString(ROOT.resolve(source));
    assertThat(arguments.stream().filter(word -> word.startsWith("--")))
        .allSatisfy(option -> assertThat(text).contains("\"" + option + "\""));
  }

  /** What the benchmarks call themselves: literals of one or more small words. */
  private static Set<String> namesOfBenchmarks() {
    return testSources("benchmarks")
        .flatMap(file -> NAME.matcher(Documents.read(file)).results())
        .map(literal -> literal.group(1))
        .collect(Collectors.toSet());
  }

  private static void make(List<String> arguments) throws IOException {
    String makefile = Files.readString(ROOT.resolve("Makefile"));
    for (String argument : arguments) {
      String[] variable = argument.split("=", 2);
      if (variable.length == 1) {
        assertThat(makefile).containsPattern("(?m)^" + Pattern.quote(argument) + ":");
        continue;
      }
      assertThat(makefile).contains("$(" + variable[0] + ")");
      switch (variable[0]) {
        case "t" -> assertThat(TESTS).contains(variable[1]);
        case "m" -> assertThat(ROOT.resolve(variable[1])).isDirectory();
        case "b" -> assertThat(BENCHMARKS).contains(variable[1]);
        default -> fail("make takes no " + variable[0]);
      }
    }
  }

  private static Set<String> namesOfTests() {
    return Stream.of(Objects.requireNonNull(ROOT.toFile().list()))
        .filter(module -> Files.isDirectory(ROOT.resolve(module).resolve("src/test/java")))
        .flatMap(DocumentedCommandsTest::testSources)
        .map(file -> file.replaceAll(".*/|\\.java$", ""))
        .collect(Collectors.toSet());
  }

  private static Stream<String> testSources(String module) {
    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> ROOT.relativize(file).toString())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mvn(List<String> arguments) throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    for (String argument : arguments) {
      if (argument.startsWith("-P")) {
        assertThat(argument.substring(2).split(","))
            .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
      } else if (argument.startsWith("-D")) {
        String property = argument.substring(2).replaceFirst("=.*", "");
        assertThat(pom).as(property).contains("<" + property + ">");
      } else {
        assertThat(argument).isIn("verify", "-B", "-ntp");
      }
    }
  }

  private static void compose(List<String> arguments) throws IOException {
    String file = Files.readString(ROOT.resolve("compose.yaml"));
    assertThat(arguments.getFirst()).isEqualTo("compose");
    for (int i = 1; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (word.equals("--profile")) {
        assertThat(file).contains("profiles: [" + arguments.get(++i) + "]");
      } else if (word.startsWith("-")) {
        assertThat(word).isIn("--build", "--wait", "--volumes", "-sf");
      } else if (!Set.of("up", "down", "logs", "config", "rm").contains(word)) {
        assertThat(file).contains("\n  " + word + ":");
      }
    }
  }

  private static void kubectl(String text) throws IOException {
    Matcher folder = Pattern.compile("(?:-k|kustomize) (k8s/\\S+)").matcher(text);
    while (folder.find()) {
      assertThat(ROOT.resolve(folder.group(1)).resolve("kustomization.yaml")).exists();
    }
    String manifests = manifests();
    Matcher object = OBJECT.matcher(text);
    Map<String, String> kinds = new LinkedHashMap<>();
    while (object.find()) {
      kinds.put(object.group(2), object.group(1));
    }
    kinds.forEach(
        (name, kind) ->
            assertThat(manifests)
                .containsPattern("(?i)kind: " + kind + "\\nmetadata:\\n  name: " + name + "\\n"));
  }

  private static String manifests() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(ROOT.resolve("k8s/base"))) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
