package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.documents.Documents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that documents tell to run, as far as they end soon. */
@Tag("server")
class LauncherTest {

  private static final Path ROOT = Documents.ROOT;
  private static final Path TARGET = ROOT.resolve("standalone/target");

  @TempDir private static Path folder;

  @Test
  void theLauncherOfTheCheckoutStartsTheCommandLine() throws Exception {
    requireProduct();
    Files.writeString(folder.resolve("mvn"), "#!/bin/sh\necho no build within a test\nexit 1\n");
    Files.setPosixFilePermissions(
        folder.resolve("mvn"), PosixFilePermissions.fromString("rwxr-xr-x"));

    String said = run(ROOT, "./tidemark", "--help");

    assumeTrue(!said.contains("Building Tidemark"), "skipped: the package is older than sources");
    assertThat(said).contains("Usage: tidemark").contains(Commands.names()).endsWith("exit 0");
  }

  @Test
  void theLauncherOfTheArchiveStartsTheCommandLine() throws Exception {
    requireProduct();
    Path archive = Files.createDirectory(folder.resolve("archive"));
    Files.copy(
        ROOT.resolve("standalone/archive/tidemark"),
        archive.resolve("tidemark"),
        StandardCopyOption.COPY_ATTRIBUTES);
    for (String file : List.of("tidemark.jar", "lib")) {
      Files.createSymbolicLink(archive.resolve(file), TARGET.resolve(file));
    }

    assertThat(run(folder, "archive/tidemark", "--version"))
        .contains(Commands.version())
        .endsWith("exit 0");
  }

  @Test
  void theLauncherOfTheArchiveNamesTheJavaThatItNeeds() throws Exception {
    Path old = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"17.0.9\" 2023-10-17' >&2\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(
            run(
                ROOT,
                "env",
                "JAVA_HOME=" + folder.resolve("old"),
                "standalone/archive/tidemark",
                "--version"))
        .isEqualTo("Tidemark needs Java 21 or newer: install it, or set JAVA_HOME to one.\nexit 1");
  }

  @Test
  void makeListsEveryTarget() throws Exception {
    List<String> targets =
        Pattern.compile("(?m)^([a-z-]+):.*## ")
            .matcher(Documents.read("Makefile"))
            .results()
            .map(target -> target.group(1))
            .toList();
    assumeTrue(
        Pattern.compile(File.pathSeparator)
            .splitAsStream(System.getenv("PATH"))
            .anyMatch(programs -> Files.isExecutable(Path.of(programs, "make"))),
        "skipped: there is no make");

    assertThat(run(ROOT, "make", "help"))
        .contains(targets)
        .contains("verify-long")
        .endsWith("exit 0");
  }

  /** Where a module runs its own tests, a product that was packaged before may be an old one. */
  private static void requireProduct() {
    assumeTrue(
        System.getProperty("tidemark.tests.product") != null, "skipped: the product may be old");
  }

  /** What the command prints, and its exit code at the end. */
  private static String run(Path where, String... command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "said", ".txt");
    var builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log) + "exit " + process.exitValue();
  }
}
