package io.tidemark.tracker.sweeps;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Takes steps of sweeps that are due. On a virtual thread. */
public final class SweepVerticle extends VerticleBase {

  private final WorkLoop alarm;

  public SweepVerticle(Foundation foundation, DaoSweepJob pass) {
    this.alarm =
        new WorkLoop(
            foundation.vertx(),
            foundation.clock(),
            "dao-sweeps",
            foundation.settings().tracker().idle(),
            pass);
  }

  @Override
  public Future<?> start() {
    return Address.DAO_SWEEPS
        .consume(vertx.eventBus(), nudge -> alarm.wakeUp(nudge.dueAt()))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    return alarm.stop();
  }
}
