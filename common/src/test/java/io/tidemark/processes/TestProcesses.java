package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.jobs.JobStore;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Processes, so to speak, on one database, that look when a test says so, and its nano time. */
final class TestProcesses implements AutoCloseable {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final String KIND = "work";

  /** Nothing that a test sees is because a lease ended. */
  private static final Duration LEASE = Duration.ofHours(10);

  final Vertx vertx;
  final String url;
  final Pool pool;
  final AtomicLong nanoTime = new AtomicLong();
  private final List<FailureDetector> processes = new ArrayList<>();

  /**
   * @param url of a database without processes
   */
  TestProcesses(Vertx vertx, String url) {
    this.vertx = vertx;
    this.url = url;
    await(Postgres.migrate(vertx, URI.create(url)));
    this.pool = Postgres.pool(vertx, new Settings.Postgres(URI.create(url), 4));
  }

  /** A process that others see. */
  FailureDetector join(String name) {
    FailureDetector process = process(name, url);
    await(process.probe());
    assertThat(process.processId()).isNotNull();
    return process;
  }

  FailureDetector process(String name, String directUrl) {
    return process(
        new ProcessRegistry(pool, name, "test", () -> new Vitals(false, new JsonArray())),
        directUrl);
  }

  FailureDetector join(ProcessRegistry registry) {
    FailureDetector process = process(registry, url);
    await(process.probe());
    return process;
  }

  private FailureDetector process(ProcessRegistry registry, String directUrl) {
    var process = new FailureDetector(vertx, registry, URI.create(directUrl), nanoTime::get);
    processes.add(process);
    return process;
  }

  JobStore timersOf(ClaimOwner process) {
    return new JobStore(pool, KIND, LEASE, process);
  }

  /** Creates timers, due a second apart, the last at noon. */
  void schedule(int count) {
    for (int subject = 1; subject <= count; subject++) {
      await(new JobSchedule(KIND).schedule(pool, subject, NOON.minusSeconds(count - subject)));
    }
  }

  List<Long> claimed(FailureDetector by) {
    return await(timersOf(by).claim(NOON, 100)).stream().map(Claim::subject).toList();
  }

  /** Cuts its session, as the kernel does when it dies, and waits until the server knows. */
  void cut(int process) {
    number(
        "select count(pg_terminate_backend(pid)) from pg_locks"
            + (" where " + OURS + " and objid = " + process));
    while (number("select count(*) from pg_locks where " + OURS + " and objid = " + process) > 0) {
      Thread.onSpinWait();
    }
  }

  /** The sessions that the server sees; others may use it meanwhile. */
  long sessions() {
    return number("select count(*) from pg_locks where " + OURS);
  }

  private static final String OURS =
      "locktype = 'advisory'"
          + " and database = (select oid from pg_database where datname = current_database())";

  void after(Duration duration) {
    nanoTime.addAndGet(duration.toNanos());
  }

  /** Two looks, as far apart as they are. */
  void probeTwice(FailureDetector process) {
    await(process.probe());
    after(FailureDetector.PROBE_EVERY);
    await(process.probe());
  }

  List<Integer> gone() {
    List<Integer> gone = new ArrayList<>();
    await(pool.query("select id from processes where gone_at is not null order by id").execute())
        .forEach(row -> gone.add(row.getInteger(0)));
    return gone;
  }

  long number(String query) {
    return await(pool.query(query).execute()).iterator().next().getLong(0);
  }

  String text(String query) {
    return await(pool.query(query).execute()).iterator().next().getString(0);
  }

  /** Ends the processes and leaves an empty database. */
  void clear() {
    processes.forEach(process -> await(process.end()));
    processes.clear();
    await(pool.query("truncate processes, timers").execute());
  }

  @Override
  public void close() {
    processes.forEach(process -> await(process.end()));
    await(pool.close());
  }

  static String newDatabase() {
    return TestFoundation.stores().newDatabase();
  }
}
