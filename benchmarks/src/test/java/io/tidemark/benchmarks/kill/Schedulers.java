package io.tidemark.benchmarks.kill;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.Child;
import io.tidemark.benchmarks.Databases;
import io.tidemark.benchmarks.Patience;
import io.tidemark.benchmarks.timers.DbSchedulerJobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Two processes of db-scheduler, of which the one that runs a job is killed. */
final class Schedulers implements AutoCloseable {

  private final String url;
  private final HikariDataSource database;
  private final List<Child> children = new ArrayList<>();

  Schedulers(String url) throws Exception {
    this.url = url;
    this.database = Databases.pool(url, 2);
    DbSchedulerJobs.createTable(database);
    Databases.run(database, "create table runs (pid bigint)");
    replace();
    replace();
  }

  void replace() throws IOException {
    Child child = Child.start(SchedulerProcess.class, url);
    child.hear("ready");
    children.add(child);
  }

  private static final String DUE =
      """
      insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      values ('lot', 'one', now(), false, 1)
      """;

  /** Milliseconds from the kill until the other runs the job. */
  double kill() throws Exception {
    Databases.run(database, DUE);
    Patience.until(() -> runs() == 1);
    long pid = Databases.number(database, "select pid from runs");
    Child victim = children.stream().filter(child -> child.pid() == pid).findFirst().orElseThrow();
    victim.kill();
    long died = System.nanoTime();
    Patience.until(() -> runs() == 2);
    double running = (System.nanoTime() - died) / 1e6;
    victim.close();
    children.remove(victim);
    Databases.run(database, "truncate runs");
    Patience.until(() -> Databases.number(database, "select count(*) from scheduled_tasks") == 0);
    return running;
  }

  private long runs() throws Exception {
    return Databases.number(database, "select count(*) from runs");
  }

  @Override
  public void close() {
    children.forEach(Child::close);
    database.close();
  }
}
