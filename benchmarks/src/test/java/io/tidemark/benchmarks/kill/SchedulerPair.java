package io.tidemark.benchmarks.kill;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.ChildProcess;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.benchmarks.timers.DbSchedulerJobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Two processes of db-scheduler; the one that runs a job is killed. */
final class SchedulerPair implements AutoCloseable {

  private final String url;
  private final HikariDataSource database;
  private final List<ChildProcess> children = new ArrayList<>();

  SchedulerPair(String url) throws Exception {
    this.url = url;
    this.database = DataSources.pool(url, 2);
    DbSchedulerJobs.createTable(database);
    DataSources.run(database, "create table runs (pid bigint)");
    replace();
    replace();
  }

  void replace() throws IOException {
    ChildProcess child = ChildProcess.start(SchedulerProcess.class, url);
    child.awaitLine("ready");
    children.add(child);
  }

  private static final String DUE =
      """
      insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      values ('lot', 'one', now(), false, 1)
      """;

  /** Milliseconds from the kill until the other process runs the job. */
  double kill() throws Exception {
    DataSources.run(database, DUE);
    Polling.until(() -> runs() == 1);
    long pid = DataSources.number(database, "select pid from runs");
    ChildProcess victim =
        children.stream().filter(child -> child.pid() == pid).findFirst().orElseThrow();
    victim.kill();
    long died = System.nanoTime();
    Polling.until(() -> runs() == 2);
    double running = (System.nanoTime() - died) / 1e6;
    victim.close();
    children.remove(victim);
    DataSources.run(database, "truncate runs");
    Polling.until(() -> DataSources.number(database, "select count(*) from scheduled_tasks") == 0);
    return running;
  }

  private long runs() throws Exception {
    return DataSources.number(database, "select count(*) from runs");
  }

  @Override
  public void close() {
    children.forEach(ChildProcess::close);
    database.close();
  }
}
