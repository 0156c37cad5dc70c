package io.tidemark.stores;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** A Redis server from a Maven artifact, on a free loopback port. */
final class EmbeddedRedisServer implements LocalServer {

  /** Enough for all tests of a run, which each have their own. */
  static final int DATABASES = 4_096;

  private final Path directory;
  private final boolean durable;
  private final int port = FreePort.find();
  private @Nullable RedisServer server;

  EmbeddedRedisServer(Path directory, boolean durable) {
    this.directory = directory;
    this.durable = durable;
    start();
  }

  @Override
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void start() {
    try {
      Files.createDirectories(directory);
      Path pidFile = directory.toAbsolutePath().resolve("redis.pid");
      OrphanedServer.end(pidFile, "redis-server");
      server =
          RedisServer.newRedisServer()
              .executableProvider(
                  inItsOwnSession(ExecutableProvider.newJarResourceProvider(directory.toFile())))
              .port(port)
              .bind("127.0.0.1")
              .setting("dir " + directory.toAbsolutePath())
              .setting("pidfile " + pidFile)
              .setting("databases " + DATABASES)
              .setting("save \"\"")
              .setting("appendonly " + (durable ? "yes" : "no"))
              .build();
      server.start();
    } catch (IOException e) {
      throw StoreUnavailableException.of("Redis", directory, e);
    }
  }

  /**
   * A Ctrl-C in a terminal signals every process of the group, and would stop Redis before work in
   * progress is finished. Where {@code setsid} exists, the server gets its own session and ends
   * when we stop it.
   */
  private ExecutableProvider inItsOwnSession(ExecutableProvider plain) {
    return () -> {
      File executable = plain.get();
      Path setsid = Path.of("/usr/bin/setsid");
      if (!Files.isExecutable(setsid)) {
        return executable;
      }
      Path script = directory.resolve("redis-in-its-own-session.sh");
      Files.writeString(
          script,
          "#!/bin/sh\nexec %s '%s' \"$@\"\n".formatted(setsid, executable.getAbsolutePath()));
      if (!script.toFile().setExecutable(true)) {
        return executable;
      }
      return script.toFile();
    };
  }

  @Override
  public void stop() {
    try {
      if (server != null) {
        server.stop();
        server = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded Redis did not stop", e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
