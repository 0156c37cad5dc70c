package io.tidemark.benchmarks.kill;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import java.time.Duration;

/** db-scheduler in its own process. Its only job records the process that runs it. */
final class SchedulerProcess {

  private SchedulerProcess() {}

  /** Argument: the database's URL. Ends when its input ends. */
  public static void main(String[] arguments) throws Exception {
    HikariDataSource database = DataSources.pool(arguments[0], 22);
    long pid = ProcessHandle.current().pid();
    Scheduler scheduler =
        Scheduler.create(
                database, Tasks.oneTime("lot").execute((instance, context) -> work(database, pid)))
            .threads(20)
            .pollUsingLockAndFetch(4.0, 20.0)
            .pollingInterval(Duration.ofMillis(100))
            .heartbeatInterval(Duration.ofSeconds(1))
            .missedHeartbeatsLimit(4)
            .build();
    scheduler.start();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // input is ignored
    }
    Runtime.getRuntime().halt(0);
  }

  private static void work(HikariDataSource database, long pid) {
    try {
      DataSources.run(database, "insert into runs (pid) values (%d)".formatted(pid));
      Polling.until(() -> DataSources.number(database, "select count(*) from runs") == 0);
    } catch (Exception e) {
      throw new IllegalStateException("the job could not say that it runs", e);
    }
  }
}
