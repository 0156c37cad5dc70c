package io.tidemark.stores;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import redis.embedded.RedisServer;

/** A PostgreSQL and a Redis server; the only place that decides where they come from. */
public final class LocalStores implements AutoCloseable {

  /** The file system in memory; in containers it may have only 64 MB. */
  private static final Path MEMORY = Path.of("/dev/shm");

  private static final Path DISK = Path.of(System.getProperty("java.io.tmpdir"));

  /** Required space in bytes: twice the databases and write-ahead log of a module's tests. */
  private static final long REQUIRED_SPACE = 4L << 30;

  /** The variable that chooses where the servers of a test run come from. */
  private static final String KIND = "TIDEMARK_TEST_STORES";

  private final LocalServer postgres;
  private final LocalServer redis;
  private final @Nullable Path folder;

  /** Null unless the data is kept. */
  private final @Nullable FolderLock lock;

  private @Nullable Path announced;

  private int redisDatabases;

  private LocalStores(
      LocalServer postgres, LocalServer redis, @Nullable Path folder, @Nullable FolderLock lock) {
    this.lock = lock;
    this.postgres = postgres;
    this.redis = redis;
    this.folder = folder;
  }

  /**
   * Embedded servers with persistent data in this folder.
   *
   * @throws StoreUnavailableException when another process owns the folder, a server does not
   *     start, or the class path has no servers
   */
  public static LocalStores kept(Path directory) {
    requireServers();
    Path absolute = directory.toAbsolutePath();
    FolderLock lock = FolderLock.take(absolute);
    LocalServer postgres = null;
    LocalServer redis = null;
    try {
      postgres = EmbeddedPostgresServer.kept(absolute.resolve("postgres"));
      redis = new EmbeddedRedisServer(absolute.resolve("redis"), true);
      LocalStores stores = new LocalStores(postgres, redis, absolute, lock);
      stores.announced = StoreAddresses.write(absolute, postgres, redis);
      return stores;
    } catch (RuntimeException problem) {
      if (redis != null) {
        redis.close();
      }
      if (postgres != null) {
        postgres.close();
      }
      lock.close();
      throw problem;
    }
  }

  /**
   * Embedded servers with temporary data; each starts on first use.
   *
   * @throws StoreUnavailableException when the class path has no servers
   */
  public static LocalStores temporary() {
    return temporary(DISK, EmbeddedPostgresServer.TEMPORARY, false, false);
  }

  /**
   * As {@link #temporary()}, but commits are flushed to disk as in production; for measurements.
   */
  public static LocalStores durable() {
    return temporary(DISK, EmbeddedPostgresServer.DURABLE, true, false);
  }

  private static LocalStores temporary(
      Path parent, Map<String, String> postgres, boolean durable, boolean forTests) {
    requireServers();
    try {
      Path directory = Files.createTempDirectory(parent, StoreAddresses.TEMPORARY);
      return new LocalStores(
          new LazyServer(
              () ->
                  EmbeddedPostgresServer.temporary(
                      directory.resolve("postgres"), postgres, forTests)),
          new LazyServer(() -> new EmbeddedRedisServer(directory.resolve("redis"), durable)),
          directory,
          null);
    } catch (IOException e) {
      throw StoreUnavailableException.of(parent, e);
    }
  }

  /** Fails before a folder or a file has been created. */
  private static void requireServers() {
    try {
      // Resolving a class loads it.
      Objects.requireNonNull(EmbeddedPostgres.class);
      Objects.requireNonNull(RedisServer.class);
    } catch (LinkageError leftOut) {
      throw new StoreUnavailableException(
          "The embedded stores are not part of this image: set TIDEMARK_POSTGRES_URL and"
              + " TIDEMARK_REDIS_URL for `run`; start `demo` and `cluster` from a checkout or from"
              + " the archive of a release.",
          leftOut);
    }
  }

  /**
   * Servers for a test run: those of {@code TIDEMARK_TEST_POSTGRES_URL} and {@code
   * TIDEMARK_TEST_REDIS_URL}, otherwise containers where an engine answers, otherwise embedded
   * ones, in memory where there is space, because each database has thousands of files. {@code
   * TIDEMARK_TEST_STORES} decides instead: {@code embedded} or {@code containers}.
   */
  public static LocalStores forTests() {
    return forTests(System.getenv());
  }

  static LocalStores forTests(Map<String, String> environment) {
    String postgres = environment.get("TIDEMARK_TEST_POSTGRES_URL");
    String redis = environment.get("TIDEMARK_TEST_REDIS_URL");
    if (postgres != null && redis != null) {
      return new LocalStores(new ExternalServer(postgres), new ExternalServer(redis), null, null);
    }
    String kind = environment.getOrDefault(KIND, "");
    return switch (kind) {
      case "embedded" -> embeddedForTests();
      case "containers" ->
          inContainers()
              .orElseThrow(
                  () ->
                      new StoreUnavailableException(
                          KIND + " asks for containers, and no container engine answers."));
      case "" -> inContainers().orElseGet(LocalStores::embeddedForTests);
      default ->
          throw new StoreUnavailableException(
              "%s must be embedded or containers, not %s.".formatted(KIND, kind));
    };
  }

  private static LocalStores embeddedForTests() {
    Map<String, String> postgres = new HashMap<>(EmbeddedPostgresServer.TEMPORARY);
    // With a hundred databases it starts a process a second.
    postgres.put("autovacuum", "off");
    return temporary(hasSpace(MEMORY) ? MEMORY : DISK, postgres, false, true);
  }

  /**
   * Servers from the images that a deployment uses; each starts when it is first asked for.
   *
   * @return empty where no container engine answers
   */
  public static Optional<LocalStores> inContainers() {
    return isContainerEngineAvailable(System.getenv())
        ? Optional.of(
            new LocalStores(
                new LazyServer(ContainerServer::postgres),
                new LazyServer(ContainerServer::redis),
                null,
                null))
        : Optional.empty();
  }

  private static boolean hasSpace(Path memory) {
    try {
      return Files.isWritable(memory)
          && Files.getFileStore(memory).getUsableSpace() > REQUIRED_SPACE;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static boolean isContainerEngineAvailable(Map<String, String> environment) {
    // Testcontainers takes seconds to find that there is no engine.
    return (environment.containsKey("DOCKER_HOST") || Files.exists(Path.of("/var/run/docker.sock")))
        && DockerClientFactory.instance().isDockerAvailable();
  }

  /** Lets {@link StoreAddresses#newest} find servers with temporary data, and starts them. */
  public void announce() {
    if (folder != null) {
      announced = StoreAddresses.write(folder, postgres, redis);
    }
  }

  /**
   * The folder of embedded servers, with a folder {@code postgres} and a folder {@code redis}.
   *
   * @throws IllegalStateException when the servers are not embedded
   */
  public Path folder() {
    if (folder == null) {
      throw new IllegalStateException("the servers are not embedded");
    }
    return folder;
  }

  /** The PostgreSQL server; starts when it is first used, unless its data is kept. */
  public LocalServer postgres() {
    return postgres;
  }

  /** The Redis server; starts as {@link #postgres()} does. */
  public LocalServer redis() {
    return redis;
  }

  /**
   * Creates an empty database, so that tests sharing the server are isolated.
   *
   * @return its {@code postgresql://} URL
   */
  public String newDatabase() {
    return create("");
  }

  /**
   * Copies a database, which takes a tenth of the time of migrating one.
   *
   * @param url URL of a database on this server without connections
   * @return its {@code postgresql://} URL
   */
  public String copyOf(String url) {
    return create(" template " + URI.create(url).getPath().substring(1) + " strategy file_copy");
  }

  private String create(String how) {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    URI server = URI.create(postgres.url());
    String[] login = server.getUserInfo().split(":", 2);
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + host(server) + server.getPath(), login[0], login[1]);
        var statement = connection.createStatement()) {
      statement.execute("create database " + name + how);
    } catch (SQLException e) {
      throw new IllegalStateException("no database could be created at " + host(server), e);
    }
    return "postgresql://" + server.getUserInfo() + "@" + host(server) + "/" + name;
  }

  /**
   * An empty database of the Redis server, so that tests sharing it are isolated. Databases are
   * assigned in turn: an external server needs more of them than concurrent tests.
   *
   * @return its {@code redis://} URL
   */
  public synchronized String emptyRedis() {
    URI server = URI.create(redis.url());
    try (var connection = new RespClient(server)) {
      if (!hasDatabase(connection, redisDatabases)) {
        redisDatabases = 0;
        connection.command("SELECT", "0");
      }
      connection.command("FLUSHDB");
    } catch (IOException e) {
      throw new UncheckedIOException("no Redis database could be emptied at " + host(server), e);
    }
    return "redis://%s/%d".formatted(server.getAuthority(), redisDatabases++);
  }

  /** Selects the database; false when the server has fewer. */
  private static boolean hasDatabase(RespClient connection, int database) {
    try {
      connection.command("SELECT", Integer.toString(database));
      return true;
    } catch (IOException outOfRange) {
      return false;
    }
  }

  private static String host(URI server) {
    return server.getHost() + ":" + server.getPort();
  }

  @Override
  public void close() {
    try (FolderLock released = lock;
        LocalServer second = postgres;
        LocalServer first = redis) {
      StoreAddresses.remove(announced);
    }
    boolean temporary = folder != null && lock == null;
    if (temporary) {
      delete(folder);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder " + directory + " remains", e);
    }
  }
}
