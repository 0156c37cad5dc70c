package io.tidemark.stores;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the embedded stores of a running process answer. The process writes it into the folder of
 * their data, for other processes of this machine.
 *
 * @param folder of their data
 * @param process that started them
 */
public record StoreAddresses(Path folder, long process, String postgres, String redis) {

  /** How the names of folders with temporary data begin. */
  static final String TEMPORARY = "tidemark-stores-";

  private static final String FILE = "addresses.properties";

  static Path write(Path folder, LocalServer postgres, LocalServer redis) {
    Path file = folder.resolve(FILE);
    var values = new Properties();
    values.setProperty("process", Long.toString(ProcessHandle.current().pid()));
    values.setProperty("postgres", postgres.url());
    values.setProperty("redis", redis.url());
    try (Writer writer = Files.newBufferedWriter(file)) {
      values.store(writer, "Where the embedded stores answer while their process runs");
      return file;
    } catch (IOException e) {
      throw StoreUnavailableException.of(folder, e);
    }
  }

  static void remove(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + file + " remains", e);
    }
  }

  /** Those whose data this folder holds, while their process runs. */
  public static Optional<StoreAddresses> in(Path folder) {
    var values = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
      values.load(reader);
    } catch (IOException none) {
      return Optional.empty();
    }
    var found =
        new StoreAddresses(
            folder,
            Long.parseLong(values.getProperty("process", "0")),
            values.getProperty("postgres", ""),
            values.getProperty("redis", ""));
    return ProcessHandle.of(found.process).isPresent() ? Optional.of(found) : Optional.empty();
  }

  /** Those with temporary data that were started last, such as the demo's. */
  public static Optional<StoreAddresses> newest() {
    try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(TEMPORARY))
          .sorted(Comparator.comparing((Path folder) -> folder.toFile().lastModified()).reversed())
          .flatMap(folder -> in(folder).stream())
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
