package io.tidemark.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server from Maven artifacts, on a free loopback port. */
final class EmbeddedPostgresServer implements LocalServer {

  private static final String PID_FILE = "postmaster.pid";

  private final Path directory;
  private final boolean durable;
  private final int port = FreePort.find();
  private @Nullable EmbeddedPostgres server;

  /**
   * @param durable whether every commit must survive a power cut; tests and demos need not
   */
  EmbeddedPostgresServer(Path directory, boolean durable) {
    this.directory = directory;
    this.durable = durable;
    start();
  }

  @Override
  public String url() {
    return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void start() {
    try {
      Files.createDirectories(directory);
      Leftover.end(directory.resolve(PID_FILE), "postgres");
      server =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setServerConfig("max_connections", "200")
              .setServerConfig("shared_buffers", "256MB")
              .setServerConfig("max_wal_size", "2GB")
              .setServerConfig("timezone", "UTC")
              .setServerConfig("fsync", durable ? "on" : "off")
              .setServerConfig("synchronous_commit", durable ? "on" : "off")
              .setServerConfig("full_page_writes", durable ? "on" : "off")
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new StoreUnavailableException(
          "The embedded PostgreSQL in %s does not start: %s.".formatted(directory, e.getMessage()),
          e);
    }
  }

  /** Ends the process as the restart of a production server does: sessions are cut, data stays. */
  @Override
  public void stop() {
    try {
      if (server != null) {
        Optional<ProcessHandle> process = Leftover.process(directory.resolve(PID_FILE));
        server.close();
        server = null;
        // At the end of the JVM the library's own hook may be the one that stops it, and then
        // close() returns at once: what follows (deleting its folder) must still wait for its end.
        if (process.isPresent() && !Leftover.ended(process.get())) {
          throw new StoreUnavailableException(
              "The embedded PostgreSQL did not end in ten seconds.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
