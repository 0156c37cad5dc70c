package io.tidemark.benchmarks.footprint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.benchmarks.harness.ChildProcess;
import io.tidemark.standalone.process.Role;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder with the layout and options of the container image and this machine's JDK. */
final class Distribution implements AutoCloseable {

  /** The memory of a tracker's container, by which the JVM sizes itself. */
  private static final String MEMORY = "-XX:MaxRAM=512m";

  private final Path home;
  private final Path source;

  private Distribution(Path home, Path source) {
    this.home = home;
    this.source = source;
  }

  /** Creates the folder from the last build; the jar must exist. */
  static Distribution open() throws IOException {
    Path source = source();
    Path home = Files.createTempDirectory("tidemark-image-");
    Path tidemark = Files.createDirectories(home.resolve("tidemark"));
    Files.createSymbolicLink(home.resolve("java"), Path.of(System.getProperty("java.home")));
    Files.copy(source.resolve("standalone/target/tidemark.jar"), tidemark.resolve("tidemark.jar"));
    // Linked, not copied (150 MB); the JVM's cache requires the same paths and times.
    Files.createSymbolicLink(tidemark.resolve("lib"), source.resolve("standalone/target/lib"));
    Files.writeString(
        tidemark.resolve("java.options"),
        Files.readString(source.resolve("k8s/image/java.options")) + MEMORY + "\n");
    return new Distribution(home, source);
  }

  /** Whether the jar exists; tests may run before packaging. */
  static boolean isBuilt() {
    return Files.exists(source().resolve("standalone/target/tidemark.jar"));
  }

  private static Path source() {
    try {
      Path classes =
          Path.of(Role.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of our classes is unknown", e);
    }
  }

  /** Runs the image's training step, which creates the AOT cache. */
  void train(String postgres, String redis) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(source.resolve("k8s/image/train").toString(), home.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("training").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    builder
        .environment()
        .putAll(Map.of("TIDEMARK_POSTGRES_URL", postgres, "TIDEMARK_REDIS_URL", redis));
    Process training = builder.start();
    if (!training.waitFor(3, TimeUnit.MINUTES) || training.exitValue() != 0) {
      training.destroyForcibly();
      throw new IllegalStateException(
          "the training failed: " + Files.readString(home.resolve("training")));
    }
  }

  /** The command line of the image, with or without the cache. */
  List<String> command(Role role, boolean cached) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("java/bin/java").toString());
    command.add("@" + home.resolve("tidemark/java.options"));
    command.addAll(ChildProcess.jitOptions());
    if (cached) {
      command.add("-XX:AOTCache=" + home.resolve("tidemark/tidemark.aot"));
    }
    command.addAll(List.of("-jar", home.resolve("tidemark/tidemark.jar").toString(), role.word()));
    return command;
  }

  /** Heap in use after a full collection, in bytes. */
  static long heapAfterCollection(Process process) throws IOException, InterruptedException {
    ask(process, "GC.run");
    ask(process, "GC.run");
    String info = ask(process, "GC.heap_info");
    var used = Pattern.compile("used (\\d+)K").matcher(info);
    if (!used.find()) {
      throw new IllegalStateException("no heap in " + info);
    }
    return Long.parseLong(used.group(1)) << 10;
  }

  private static String ask(Process process, String what) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                what)
            .redirectErrorStream(true)
            .start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    jcmd.waitFor();
    return answer;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
