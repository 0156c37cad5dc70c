package io.tidemark.faults;

import io.tidemark.stores.LocalServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Faults of PostgreSQL and Redis. */
final class StoreFaults {

  private static final Duration TO_COME_BACK = Duration.ofSeconds(30);
  private static final int READERS = 3;

  private final FaultEnvironment environment;

  StoreFaults(FaultEnvironment environment) {
    this.environment = environment;
  }

  void stopPostgres() {
    environment.stores().postgres().stop();
  }

  void killPostgres() throws Exception {
    kill(environment.storeFolder("postgres").resolve("postmaster.pid"));
  }

  /** Starts PostgreSQL; returns when it accepts connections. */
  void startPostgres() throws InterruptedException {
    startAgain(environment.stores().postgres());
    Database database = environment.database();
    if (!RealTime.await(
        () -> database.number("select 1") == 1, TO_COME_BACK, Duration.ofMillis(20))) {
      throw new IllegalStateException("PostgreSQL did not come back");
    }
  }

  void killRedis() throws Exception {
    kill(environment.storeFolder("redis").resolve("redis.pid"));
  }

  void startRedis() throws InterruptedException {
    startAgain(environment.stores().redis());
  }

  /** After a kill the wrapper may not have noticed the end of the server. */
  private static void startAgain(LocalServer server) throws InterruptedException {
    boolean started =
        RealTime.await(
            () -> {
              server.stop();
              server.start();
              return true;
            },
            TO_COME_BACK,
            Duration.ofMillis(200));
    if (!started) {
      throw new IllegalStateException("a store did not start again: " + server.url());
    }
  }

  private static void kill(Path pidFile) throws Exception {
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    // PostgreSQL's other processes end when they notice; two servers must not run at once.
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process);
    process.destroyForcibly();
    for (ProcessHandle one : all) {
      one.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  void flushRedis() throws IOException {
    URI redis = URI.create(environment.stores().redis().url());
    try (var socket = new Socket(redis.getHost(), redis.getPort())) {
      socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(3);
      if (!new String(answer, StandardCharsets.US_ASCII).equals("+OK")) {
        throw new IOException("Redis does not flush");
      }
    }
  }

  private static final String CUT =
      """
      select count(pg_terminate_backend(pid))
      from pg_stat_activity
      where backend_type = 'client backend'
        and pid <> pg_backend_pid()
      """;

  /**
   * @return the number of terminated connections
   */
  long cutConnections() throws SQLException {
    return environment.database().number(CUT);
  }

  /**
   * @return the number of connections taken
   */
  int exhaustConnections(Duration length) throws InterruptedException, SQLException {
    List<Connection> taken = new ArrayList<>();
    try {
      long end = System.nanoTime() + length.toNanos();
      while (System.nanoTime() - end < 0) {
        try {
          taken.add(environment.database().connect());
        } catch (SQLException noneLeft) {
          // A released connection is taken as well.
          RealTime.sleep(Duration.ofMillis(20));
        }
      }
      return taken.size();
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  /** Locks the table of timers: all work waits and keeps its pooled connection. */
  void lockTimers(Duration length) throws InterruptedException, SQLException {
    try (Connection connection = environment.database().connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table timers in access exclusive mode");
      RealTime.sleep(length);
      connection.rollback();
    }
  }

  /** Holds a writing transaction and readers whose snapshots block vacuum. */
  void holdTransactions(Duration length) throws InterruptedException, SQLException {
    List<Connection> held = new ArrayList<>();
    try {
      for (int i = 0; i <= READERS; i++) {
        Connection connection = environment.database().connect();
        held.add(connection);
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
          statement.execute(
              i == 0
                  ? "create temporary table held (x int) on commit drop"
                  : "select count(*) from twitter_engagement_history");
        }
      }
      RealTime.sleep(length);
    } finally {
      for (Connection connection : held) {
        connection.close();
      }
    }
  }
}
