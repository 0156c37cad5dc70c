package io.tidemark.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server from Maven artifacts, on a free loopback port. */
final class EmbeddedPostgresServer implements LocalServer {

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
      throw new UncheckedIOException("the embedded PostgreSQL in " + directory + " failed", e);
    }
  }

  /** Ends the process as the restart of a production server does: sessions are cut, data stays. */
  @Override
  public void stop() {
    try {
      if (server != null) {
        Optional<ProcessHandle> process = process();
        server.close();
        server = null;
        // At the end of the JVM the library's own hook may be the one that stops it, and then
        // close() returns at once: what follows (deleting its folder) must still wait for its end.
        process.ifPresent(EmbeddedPostgresServer::awaitExit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
    }
  }

  private Optional<ProcessHandle> process() throws IOException {
    Path pidFile = directory.resolve("postmaster.pid");
    return Files.exists(pidFile)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).getFirst().strip()))
        : Optional.empty();
  }

  private static void awaitExit(ProcessHandle process) {
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the embedded PostgreSQL did not end in 10 seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
