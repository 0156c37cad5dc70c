package io.tidemark.tracker.sweeps;

import io.tidemark.boot.Foundation;
import io.tidemark.timers.Alarm;
import io.tidemark.timers.PeriodicDuty;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/** Begins the regular sweeps, and cleans up, each on one pod. On a virtual thread. */
public final class SweepDutiesVerticle extends VerticleBase {

  /** The kind of the timer whose due time is the next regular start. */
  public static final String START_TIMER = "dao-sweep-start";

  private final List<PeriodicDuty> duties;
  private final List<Alarm> alarms;

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
                    new Alarm(
                        foundation.vertx(),
                        foundation.clock(),
                        duty.name(),
                        foundation.settings().tracker().idle(),
                        duty))
            .toList();
  }

  private static PeriodicDuty duty(
      Foundation foundation, String name, Duration every, Runnable work) {
    return new PeriodicDuty(
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
    return Future.all(duties.stream().map(PeriodicDuty::prepare).toList())
        .onSuccess(prepared -> alarms.forEach(Alarm::start));
  }

  @Override
  public Future<?> stop() {
    return Future.all(alarms.stream().map(Alarm::stop).toList());
  }
}
