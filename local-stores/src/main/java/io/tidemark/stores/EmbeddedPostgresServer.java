package io.tidemark.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server from Maven artifacts, on a free loopback port. */
final class EmbeddedPostgresServer implements LocalServer {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

  private static final String PID_FILE = "postmaster.pid";

  /** Settings with which a commit survives a power failure. */
  static final Map<String, String> DURABLE =
      Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

  /** Settings for data that is thrown away; reads wait for no other process. */
  static final Map<String, String> TEMPORARY =
      Map.of(
          "fsync", "off",
          "synchronous_commit", "off",
          "full_page_writes", "off",
          "wal_level", "minimal",
          "max_wal_senders", "0",
          "io_method", "sync");

  /** What the servers of a test run begin with; null in other processes and before the first. */
  private static volatile @Nullable NewCluster shared;

  private final Path directory;
  private final Map<String, String> configuration;
  private final boolean temporary;
  private final boolean forTests;
  private final int port = FreePort.find();
  private @Nullable EmbeddedPostgres server;

  private EmbeddedPostgresServer(
      Path directory, Map<String, String> configuration, boolean temporary, boolean forTests) {
    this.directory = directory;
    this.configuration = configuration;
    this.temporary = temporary;
    this.forTests = forTests;
    start();
  }

  /** A server whose data is kept. */
  static EmbeddedPostgresServer kept(Path directory) {
    return new EmbeddedPostgresServer(directory, DURABLE, false, false);
  }

  /**
   * A server whose data is thrown away.
   *
   * @param forTests the later temporary servers of this process begin with a copy of its cluster
   */
  static EmbeddedPostgresServer temporary(
      Path directory, Map<String, String> configuration, boolean forTests) {
    return new EmbeddedPostgresServer(directory, configuration, true, forTests);
  }

  @Override
  public String url() {
    return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void start() {
    try {
      Files.createDirectories(directory);
      OrphanedServer.end(directory.resolve(PID_FILE), "postgres");
      boolean isNew = !Files.exists(directory.resolve("PG_VERSION"));
      NewCluster known = shared;
      if (isNew && temporary && known != null) {
        known.write(directory);
      }
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setServerConfig("max_connections", "200")
              .setServerConfig("shared_buffers", "256MB")
              .setServerConfig("max_wal_size", "2GB")
              .setServerConfig("timezone", "UTC")
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
      configuration.forEach(builder::setServerConfig);
      if (isNew && forTests && known == null) {
        builder.setDataDirectoryCustomizer(made -> shared = new NewCluster(made.toPath()));
      }
      server = builder.start();
    } catch (IOException | IllegalStateException e) { // which is how the library tells of initdb
      throw StoreUnavailableException.of("PostgreSQL", directory, e);
    }
  }

  /** Stops the server as a restart in production does: sessions are terminated, data is kept. */
  @Override
  public void stop() {
    try {
      if (server != null) {
        Optional<ProcessHandle> process = OrphanedServer.process(directory.resolve(PID_FILE));
        if (process.filter(ProcessHandle::isAlive).isEmpty()) {
          log.atWarn()
              .addKeyValue("folder", directory)
              .log("The embedded PostgreSQL had ended before it was stopped");
        }
        server.close();
        server = null;
        // During JVM shutdown the library's own hook may stop it first; then close() returns
        // immediately, and the deletion of the folder must still wait for its end.
        if (process.isPresent() && !OrphanedServer.awaitEnd(process.get())) {
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
