package io.tidemark.standalone;

import io.tidemark.standalone.cluster.LocalCluster;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.stores.FreePort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes the processes that tests start cheaper, where the tests of all modules run in one JVM. They
 * run the packaged product, and its classes come from a class-data archive, which a process of its
 * own makes beside the first tests: a start takes 3.4 in place of 5.8 CPU seconds. A process that
 * starts before there is an archive runs without.
 */
public final class ProcessArchive implements LauncherSessionListener {

  /** The packaged product; unset where a module runs its own tests, for which it may be old. */
  private static final String PRODUCT = "tidemark.tests.product";

  /** The file to write. */
  private static final String ARCHIVE = "tidemark.tests.archive";

  /** More than the 20 seconds that a stop takes at most. */
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile boolean closed;
  private @Nullable Process training;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String product = System.getProperty(PRODUCT);
    if (product == null) {
      return;
    }
    Path jar = Path.of(product).toAbsolutePath().normalize();
    try {
      System.setProperty("java.class.path", withProduct(jar));
      train(jar, Path.of(System.getProperty(ARCHIVE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An archive is of use only to a class path that begins as the one that it was made with. The
   * manifest of the product names its libraries, which must not be there a second time.
   */
  private static String withProduct(Path jar) throws IOException {
    Set<String> packaged;
    try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
      packaged = libraries.map(ProcessArchive::name).collect(Collectors.toSet());
    }
    Stream<String> others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !packaged.contains(name(Path.of(entry))));
    return Stream.concat(Stream.of(jar.toString()), others)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String name(Path file) {
    return Objects.toString(file.getFileName());
  }

  /** Runs the product until it serves and stops it: it writes the archive when it exits. */
  private void train(Path jar, Path archive) throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:cds=off",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ArchiveClassesAtExit=" + archive,
                "-D" + StopSignals.CHILD + "=true",
                "-cp",
                jar.toString(),
                Tidemark.class.getName(),
                "run")
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    environment.put("TIDEMARK_DATA_DIR", archive.resolveSibling("training").toString());
    environment.put("TIDEMARK_HTTP_PORT", Integer.toString(FreePort.find()));
    environment.put("TIDEMARK_MANAGEMENT_PORT", Integer.toString(FreePort.find()));
    Process process = builder.start();
    training = process;
    Thread.ofPlatform().daemon().start(() -> await(process, archive));
  }

  private void await(Process process, Path archive) {
    String last = "";
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = line;
        if (line.contains("Tidemark runs")) {
          stop(process);
        }
      }
      if (process.waitFor() == 0 && Files.exists(archive)) {
        System.setProperty(
            LocalCluster.CHILD_OPTIONS, "-XX:SharedArchiveFile=" + archive + "\n-Xlog:cds=off");
      } else if (!closed) {
        System.err.printf(
            "No archive was made: the training ended with %d. Processes of tests start without it."
                + " Its last line: %s%n",
            process.exitValue(), last);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once: a second signal would end the process at once, and its stores would go on. */
  private void stop(Process process) {
    if (stopped.compareAndSet(false, true)) {
      process.toHandle().destroy();
    }
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (training == null) {
      return;
    }
    closed = true;
    stop(training);
    try {
      if (!training.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
        training.destroyForcibly();
      }
    } catch (InterruptedException e) {
      training.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
