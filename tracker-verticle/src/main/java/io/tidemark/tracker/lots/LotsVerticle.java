package io.tidemark.tracker.lots;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.timers.Alarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Runs passes over due lots. On a virtual thread; as many instances as passes may run at once. */
public final class LotsVerticle extends VerticleBase {

  private final LotsPass pass;
  private final Alarm alarm;

  public LotsVerticle(Foundation foundation, LotsPass pass) {
    this.pass = pass;
    this.alarm =
        new Alarm(
            foundation.vertx(),
            foundation.clock(),
            "lots",
            foundation.settings().tracker().idle(),
            pass);
  }

  @Override
  public Future<?> start() {
    return Address.LOTS
        .consume(vertx.eventBus(), nudge -> alarm.nudge(pass.firesAt(nudge.dueAt())))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    return pass.endOf(alarm);
  }
}
