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

  /** Enough for all tests of a run: each has one of its own. */
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
      Leftover.end(pidFile, "redis-server");
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
      throw new StoreUnavailableException(
          "The embedded Redis in %s does not start: %s.".formatted(directory, e.getMessage()), e);
    }
  }

  /**
   * A Ctrl-C in a terminal goes to every process of the group; Redis would be gone before the work
   * in hand is. Where {@code setsid} exists, the server gets a session of its own and ends when we
   * end it.
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
