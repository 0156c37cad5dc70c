package io.tidemark.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.StartupRetry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that is due again and again, on exactly one process each time: it is claimed like any
 * other. Its name is the kind of its one timer.
 */
public final class RecurringJob extends JobWorker {

  private static final Logger log = LoggerFactory.getLogger(RecurringJob.class);
  private static final long ONLY_ONE = 0;
  private static final Duration LEASE = Duration.ofMinutes(5);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final Schedule schedule;
  private final JobSchedule timer;

  /**
   * @param owner whose death lets other processes take its claim over
   * @param name the kind of its timer
   * @param meters {@code tidemark.jobs.failed} counts its failures by {@code name}
   * @param work may take long; {@link JobResult.Done} makes it due at its next time, and a failure
   *     a minute later
   */
  public RecurringJob(
      Vertx vertx,
      Pool pool,
      WorldClock clock,
      ClaimOwner owner,
      String name,
      Schedule schedule,
      MeterRegistry meters,
      JobHandler work) {
    super(
        vertx,
        clock,
        new JobStore(pool, name, LEASE, owner),
        Optional.empty(),
        job -> run(name, schedule, failures(meters, name), work, job));
    this.vertx = vertx;
    this.pool = pool;
    this.clock = clock;
    this.schedule = schedule;
    this.timer = new JobSchedule(name);
    failures(meters, name);
  }

  /** Counted from 0. */
  private static Counter failures(MeterRegistry meters, String name) {
    return meters.counter("tidemark.jobs.failed", "name", name);
  }

  private static JobResult run(
      String name, Schedule schedule, Counter failures, JobHandler work, JobContext job) {
    try {
      JobResult result = work.handle(job);
      return result instanceof JobResult.Done
          ? new JobResult.RetryAt(schedule.next(job.claim().dueAt(), job.now()), "its next time")
          : result;
    } catch (LeaseLostException lost) {
      throw lost;
    } catch (Exception problem) { // an await throws checked exceptions as well
      failures.increment();
      log.atWarn()
          .addKeyValue("job", name)
          .setCause(problem)
          .log("A recurring job failed; it is tried again in a minute");
      return new JobResult.RetryAt(job.now().plus(AFTER_FAILURE), "it failed");
    }
  }

  /**
   * Creates its timer unless it has one: due now, or at the schedule's next time. A weekly schedule
   * that was changed to sooner holds at once. A job that is switched off loses the timer that it
   * had under other settings.
   */
  @Override
  public Future<Void> prepare() {
    return StartupRetry.retry(
        vertx,
        () ->
            switch (schedule) {
              case Schedule.Every every ->
                  every.distance().isZero()
                      ? timer.end(pool, ONLY_ONE)
                      : timer.schedule(pool, ONLY_ONE, clock.instant());
              case Schedule.Weekly weekly -> {
                Instant next = weekly.next(clock.instant(), clock.instant());
                yield timer
                    .schedule(pool, ONLY_ONE, next)
                    .compose(known -> timer.bringForward(pool, ONLY_ONE, next));
              }
            });
  }

  /** Makes it due at once, on whichever process. */
  @Override
  public Future<Void> wake() {
    return timer.bringForward(pool, ONLY_ONE, clock.instant());
  }

  @Override
  public Optional<Instant> runOnce() {
    return schedule.equals(Schedule.NEVER) ? Optional.empty() : super.runOnce();
  }
}
