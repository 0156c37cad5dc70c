package io.tidemark.tracker.sweeps;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.timers.Alarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Takes steps of sweeps that are due. On a virtual thread. */
public final class SweepVerticle extends VerticleBase {

  private final Alarm alarm;

  public SweepVerticle(Foundation foundation, SweepPass pass) {
    this.alarm =
        new Alarm(
            foundation.vertx(),
            foundation.clock(),
            "dao-sweeps",
            foundation.settings().tracker().idle(),
            pass);
  }

  @Override
  public Future<?> start() {
    return Address.DAO_SWEEPS
        .consume(vertx.eventBus(), nudge -> alarm.nudge(nudge.dueAt()))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    return alarm.stop();
  }
}
