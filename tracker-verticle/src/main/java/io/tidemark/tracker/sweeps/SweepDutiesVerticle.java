package io.tidemark.tracker.sweeps;

import io.tidemark.boot.Foundation;
import io.tidemark.jobs.RecurringJob;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/** Begins the regular sweeps, and cleans up, each on one pod. On a virtual thread. */
public final class SweepDutiesVerticle extends VerticleBase {

  /** The kind of the timer whose due time is the next regular start. */
  public static final String START_TIMER = "dao-sweep-start";

  private final List<RecurringJob> duties;
  private final List<WorkLoop> alarms;

  public SweepDutiesVerticle(Foundation foundation, Sweeps sweeps) {
    this.duties =
        List.of(
            duty(
                foundation,
                START_TIMER,
                foundation.settings().daoSweep().every(),
                () -> sweeps.startRegular().await()),
            duty(foundation, "dao-sweep-tidy", Duration.ofHours(1), () -> sweeps.tidy().await()));
    this.alarms =
        duties.stream()
            .map(
                duty ->
                    new WorkLoop(
                        foundation.vertx(),
                        foundation.clock(),
                        duty.name(),
                        foundation.settings().tracker().idle(),
                        duty))
            .toList();
  }

  private static RecurringJob duty(
      Foundation foundation, String name, Duration every, Runnable work) {
    return new RecurringJob(
        foundation.vertx(),
        foundation.pool(),
        foundation.clock(),
        name,
        every,
        work,
        foundation.liveness());
  }

  @Override
  public Future<?> start() {
    return Future.all(duties.stream().map(RecurringJob::prepare).toList())
        .onSuccess(prepared -> alarms.forEach(WorkLoop::start));
  }

  @Override
  public Future<?> stop() {
    return Future.all(alarms.stream().map(WorkLoop::stop).toList());
  }
}
