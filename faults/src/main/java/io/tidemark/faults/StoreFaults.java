package io.tidemark.faults;

import io.tidemark.stores.LocalServer;
import io.tidemark.stores.RespClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Faults of PostgreSQL and Redis. Those that return a text return what was observed. */
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
    kill(environment.stores().folder().resolve("postgres").resolve("postmaster.pid"));
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
    kill(environment.stores().folder().resolve("redis").resolve("redis.pid"));
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

  String flushRedis() throws IOException {
    try (var redis = new RespClient(URI.create(environment.stores().redis().url()))) {
      redis.command("FLUSHALL");
    }
    return "";
  }

  private static final String CUT =
      """
      select count(pg_terminate_backend(pid))
      from pg_stat_activity
      where backend_type = 'client backend'
        and pid <> pg_backend_pid()
      """;

  /** Terminates all connections of clients. */
  String cutConnections() throws SQLException {
    return environment.database().number(CUT) + " connections";
  }

  /** Takes all connections that are free or become so. */
  String exhaustConnections(Duration length) throws InterruptedException, SQLException {
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
      return taken.size() + " connections taken";
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  /** Locks the table of timers: all work waits and keeps its pooled connection. */
  String lockTimers(Duration length) throws InterruptedException, SQLException {
    environment.database().hold("lock table timers in access exclusive mode", length);
    return "for %d ms".formatted(length.toMillis());
  }

  /** Holds a writing transaction and readers whose snapshots block vacuum. */
  String holdTransactions(Duration length) throws Exception {
    List<Future<?>> held = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i <= READERS; i++) {
        String statement =
            i == 0
                ? "create temporary table held (x int) on commit drop"
                : "select count(*) from twitter_engagement_history";
        held.add(
            threads.submit(
                () -> {
                  environment.database().hold(statement, length);
                  return statement;
                }));
      }
    }
    for (Future<?> one : held) {
      one.get();
    }
    return "";
  }
}
