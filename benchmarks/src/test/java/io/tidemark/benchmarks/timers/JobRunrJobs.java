package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.benchmarks.harness.RoundResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.LongStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr with 20 workers and the shortest documented poll interval. */
final class JobRunrJobs implements Contestant {

  private static final int WORKERS = 20;
  private static final int CONNECTIONS = 22;

  private final String name;
  private final long lots;
  private final HikariDataSource database;

  JobRunrJobs(String name, String url, long lots) {
    this.name = name;
    this.lots = lots;
    this.database = DataSources.pool(url, CONNECTIONS);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    var running =
        JobRunr.configure()
            .useStorageProvider(new PostgresStorageProvider(database))
            .useBackgroundJobServer(
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                    .andWorkerCount(WORKERS)
                    .andPollInterval(Duration.ofSeconds(5)),
                false)
            .initialize();
    DataSources.run(database, "truncate jobrunr_jobs");
    running
        .getJobScheduler()
        .<Long>enqueue(LongStream.range(0, lots).boxed(), lot -> JobRunrJob.handle(lot));
    DataSources.run(database, "vacuum analyze jobrunr_jobs", "checkpoint");
    JobRunrJob.handled.reset();
    JobRunrJob.first.set(0);
    running.getBackgroundJobServer().start();
    Polling.until(() -> JobRunrJob.handled.sum() >= lots && left() == 0);
    Duration took = Duration.ofNanos(System.nanoTime() - JobRunrJob.first.get());
    JobRunr.destroy();
    return new RoundResult(lots, took, WorkDone.of(JobRunrJob.handled.sum(), left()));
  }

  private long left() throws SQLException {
    return DataSources.number(
        database, "select count(*) from jobrunr_jobs where state <> 'SUCCEEDED'");
  }

  @Override
  public void close() {
    database.close();
  }
}
