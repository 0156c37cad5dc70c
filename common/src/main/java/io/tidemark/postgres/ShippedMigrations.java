package io.tidemark.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The migrations of this build, and whether a database has them all. The question costs one
 * statement; Flyway, which answers it as well, costs a start a fifth of its processor time.
 */
final class ShippedMigrations {

  /** Where they are on the class path. */
  static final String FOLDER = "db/migration";

  private ShippedMigrations() {}

  /**
   * Asks a database for what was applied to it.
   *
   * @return true when exactly the migrations of this build were applied, with their present texts,
   *     and none failed; false when Flyway has something to do or to say, also when the database
   *     does not answer
   */
  static Future<Boolean> areApplied(Vertx vertx, Pool pool) {
    return Future.all(pool.query(APPLIED).execute(), vertx.executeBlocking(() -> checksums()))
        .map(
            both -> {
              Iterable<Row> applied = both.resultAt(0);
              Map<String, Integer> missing = new HashMap<>(both.resultAt(1));
              for (Row row : applied) {
                if (!row.getBoolean("success")
                    || !missing.remove(row.getString("script"), row.getInteger("checksum"))) {
                  return false;
                }
              }
              return missing.isEmpty();
            })
        .recover(noHistory -> Future.succeededFuture(false));
  }

  private static final String APPLIED =
      "select script, checksum, success from flyway_schema_history where type = 'SQL'";

  /**
   * The checksum of each file by its name, as Flyway's table has it: a CRC-32 of its lines without
   * their ends.
   *
   * <p>Source: {@code ChecksumCalculator} of Flyway.
   */
  static Map<String, Integer> checksums() throws IOException {
    Map<String, Integer> checksums = new HashMap<>();
    ClassLoader loader = ShippedMigrations.class.getClassLoader();
    for (String name : names(Objects.requireNonNull(loader.getResource(FOLDER), FOLDER))) {
      try (InputStream text =
          Objects.requireNonNull(loader.getResourceAsStream(FOLDER + "/" + name), name)) {
        checksums.put(name, checksum(text));
      }
    }
    return checksums;
  }

  private static List<String> names(URL folder) throws IOException {
    URLConnection connection = folder.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return jar.getJarFile().stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith(FOLDER + "/") && name.endsWith(".sql"))
          .map(name -> name.substring(FOLDER.length() + 1))
          .toList();
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sql"))
          .toList();
    }
  }

  private static int checksum(InputStream text) throws IOException {
    CRC32 crc = new CRC32();
    BufferedReader lines = new BufferedReader(new InputStreamReader(text, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      crc.update(line.getBytes(UTF_8));
    }
    return (int) crc.getValue();
  }
}
