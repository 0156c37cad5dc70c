package io.tidemark.profiles.sync;

import io.tidemark.boot.AppContext;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.jobs.JobContext;
import io.tidemark.jobs.JobResult;
import io.tidemark.jobs.RecurringJob;
import io.tidemark.jobs.Schedule;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.runs.StartResult;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a sync once a week, in one process. The start and the schedule of the next week are one
 * transaction.
 */
public final class WeeklySync {

  static final String TIMER = "profile-sync-weekly";

  private static final Logger log = LoggerFactory.getLogger(WeeklySync.class);

  /** The retry delay when another sync is open, which must not cost the sync of the week. */
  private static final Duration AFTER_ANOTHER = Duration.ofMinutes(10);

  private WeeklySync() {}

  /** The recurring job, on the configured schedule. */
  public static RecurringJob job(AppContext app) {
    var settings = app.settings().profiles();
    var jobs = new Jobs(app.pool(), app.clock());
    Schedule schedule =
        settings
            .day()
            .map(day -> Schedule.weekly(day, settings.at(), settings.zone()))
            .orElse(Schedule.NEVER);
    return new RecurringJob(
        app.vertx(),
        app.pool(),
        app.clock(),
        app.failureDetector(),
        TIMER,
        schedule,
        app.meters(),
        job -> {
          var request = new StartProfileSync(settings.most(), true, true, null);
          JobResult result =
              job.complete(
                      transaction ->
                          jobs.start(transaction, "scheduled", request)
                              .map(start -> next(job, schedule, start)))
                  .await();
          Address.PROFILE_SYNCS.publish(app.vertx().eventBus(), new WakeUp(job.now()));
          return result;
        });
  }

  private static JobResult next(JobContext job, Schedule schedule, StartResult result) {
    if (result instanceof StartResult.UnderWay other) {
      log.atInfo()
          .addKeyValue("job", other.run())
          .log("Another sync has not ended; the weekly sync is retried");
      return new JobResult.RetryAt(job.now().plus(AFTER_ANOTHER), "another sync has not ended");
    }
    return new JobResult.RetryAt(schedule.next(job.claim().dueAt(), job.now()), "the next week");
  }
}
