package io.tidemark.benchmarks.timers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.benchmarks.harness.RoundResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** db-scheduler, configured for high throughput as documented. */
public final class DbSchedulerJobs implements Contestant {

  private static final int THREADS = 20;
  private static final int CONNECTIONS = 22;

  private final String name;
  private final long lots;
  private final HikariDataSource database;
  private final LongAdder handled = new LongAdder();

  DbSchedulerJobs(String name, String url, long lots) throws SQLException {
    this.name = name;
    this.lots = lots;
    this.database = DataSources.pool(url, CONNECTIONS);
    createTable(database);
  }

  /** Creates its table, without the index of priorities, which is unused here. */
  public static void createTable(HikariDataSource database) throws SQLException {
    DataSources.run(
        database,
        """
        create table scheduled_tasks (
          task_name text not null,
          task_instance text not null,
          task_data bytea,
          execution_time timestamp with time zone not null,
          picked boolean not null,
          picked_by text,
          last_success timestamp with time zone,
          last_failure timestamp with time zone,
          consecutive_failures int,
          last_heartbeat timestamp with time zone,
          version bigint not null,
          priority smallint,
          primary key (task_name, task_instance)
        )
        """,
        "create index execution_time_idx on scheduled_tasks (execution_time)",
        "create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)");
  }

  @Override
  public String name() {
    return name;
  }

  private static final String FILL =
      """
      insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
      select 'lot', n::text, now() - n * interval '1 millisecond', false, 1
      from generate_series(1, %d) as n
      """;

  @Override
  public RoundResult round() throws Exception {
    DataSources.run(database, FILL.formatted(lots), "vacuum analyze scheduled_tasks", "checkpoint");
    handled.reset();
    Scheduler scheduler =
        Scheduler.create(
                database, Tasks.oneTime("lot").execute((instance, context) -> handled.increment()))
            .threads(THREADS)
            .pollUsingLockAndFetch(4.0, 20.0)
            .pollingInterval(Duration.ofSeconds(1))
            .build();
    long began = System.nanoTime();
    scheduler.start();
    Polling.until(() -> handled.sum() >= lots && left() == 0);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    scheduler.stop();
    return new RoundResult(lots, took, WorkDone.of(handled.sum(), left()));
  }

  private long left() throws SQLException {
    return DataSources.number(database, "select count(*) from scheduled_tasks");
  }

  @Override
  public void close() {
    database.close();
  }
}
