package io.tidemark.standalone.kubernetes;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command line of the image as a process of this machine: with its user, without capabilities
 * and on a file system that cannot be written, where this test may arrange that; plainly otherwise.
 */
final class LocalContainer {

  /** All that is left to write to is the folder that stands for /tmp. */
  private static final String CONFINED =
      """
      mount --bind "$1" "$1" && mount -o remount,ro,bind / && shift && user=$1 && shift &&
      exec setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs \\
        --inh-caps=-all --bounding-set=-all -- "$@"
      """;

  /** C2 would work for a process that ends before it has any use of it. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

  private final Path tmp;
  private final String classPath;
  private final boolean confined;

  /** Lays the class path where any user can read it. */
  LocalContainer(Path folder) throws IOException, InterruptedException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    tmp = Files.createDirectory(folder.resolve("tmp"));
    Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path source = Path.of(entry);
      if (Files.exists(source) && !ImageFile.isLeftOut(source)) {
        Path place = Files.createDirectory(folder.resolve(Integer.toString(copies.size())));
        readable(place, "rwxr-xr-x");
        Path copy = place.resolve(source.getFileName());
        copy(source, copy);
        copies.add(copy.toString());
        Path libraries = source.resolveSibling("lib");
        if (entry.endsWith("tidemark.jar") && Files.isDirectory(libraries)) {
          copy(libraries, place.resolve("lib"));
          try (var files = Files.newDirectoryStream(place.resolve("lib"), ImageFile::isLeftOut)) {
            for (Path file : files) {
              Files.delete(file);
            }
          }
        }
      }
    }
    classPath = String.join(File.pathSeparator, copies);
    confined = canConfine(folder);
  }

  /** Whether user and file system are as in the cluster. */
  boolean isConfined() {
    return confined;
  }

  Process start(List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (confined) {
      command.addAll(List.of("unshare", "--mount", "sh", "-c", CONFINED, "sh"));
      command.addAll(List.of(tmp.toString(), ImageFile.read().user()));
    }
    command.addAll(entrypoint());
    command.addAll(arguments);
    var builder =
        new ProcessBuilder(command)
            .directory(tmp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", path);
    builder.environment().put("JAVA_TOOL_OPTIONS", SHORT_LIVED);
    return builder.start();
  }

  /** The image's, with the paths of this machine in it; without the cache, which only it has. */
  private List<String> entrypoint() {
    return ImageFile.read().entrypoint().stream()
        .flatMap(
            word ->
                switch (word) {
                  case "/opt/java/bin/java" ->
                      Stream.of(Path.of(System.getProperty("java.home"), "bin/java").toString());
                  case "@/opt/tidemark/java.options" -> options();
                  case "-XX:AOTCache=/opt/tidemark/tidemark.aot" -> Stream.of();
                  case "-jar" -> Stream.of("-cp");
                  case ImageFile.JAR -> Stream.of(classPath, "io.tidemark.standalone.Tidemark");
                  default -> throw new IllegalArgumentException(word + " in ENTRYPOINT: unknown");
                })
        .toList();
  }

  /** An older JVM, which may run the tests, does not know them all. */
  private Stream<String> options() {
    boolean old = Runtime.version().feature() < 25;
    return Stream.concat(
        Stream.of("-Djava.io.tmpdir=" + tmp),
        ImageFile.options().stream()
            .filter(
                option ->
                    !old || !option.matches(".*(UseCompactObjectHeaders|sun-misc-unsafe).*")));
  }

  private static boolean canConfine(Path folder) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(
                  "unshare", "--mount", "sh", "-c", CONFINED, "sh", folder + "/tmp", "1:1", "true")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("confined.log").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchTool) {
      return false;
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            return readable(Files.createDirectories(to(folder)), "rwxr-xr-x");
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
              return linked(file);
            }
            return readable(Files.copy(file, to(file)), "rw-r--r--");
          }

          /** Hundreds of megabytes; a folder on another file system gets copies. */
          private FileVisitResult linked(Path file) throws IOException {
            try {
              Files.createLink(to(file), file);
            } catch (FileSystemException elsewhere) {
              Files.copy(file, to(file));
            }
            return FileVisitResult.CONTINUE;
          }

          private Path to(Path path) {
            return path.equals(source) ? target : target.resolve(source.relativize(path));
          }
        });
  }

  private static FileVisitResult readable(Path path, String rights) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    return FileVisitResult.CONTINUE;
  }
}
