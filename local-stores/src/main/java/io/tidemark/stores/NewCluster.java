package io.tidemark.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of a PostgreSQL cluster that {@code initdb} has just made, in memory. Writing them for
 * the next server takes a tenth of making them, which costs a CPU second.
 */
final class NewCluster {

  /** By relative path, folders before what is in them; that of a folder ends with a slash. */
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** Reads a cluster on which no server runs. */
  NewCluster(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted().toList()) {
        String name = directory.relativize(path).toString();
        if (Files.isDirectory(path)) {
          files.put(name + "/", new byte[0]);
        } else {
          files.put(name, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the new cluster cannot be read", e);
    }
  }

  /** Writes the cluster into an empty folder, which only this user may read, as PostgreSQL asks. */
  void write(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      if (file.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.write(path, file.getValue());
      }
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }
}
