package io.tidemark.tracker.lots;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Runs passes over due lots. On a virtual thread; as many instances as passes may run at once. */
public final class LotsVerticle extends VerticleBase {

  private final LotPoller pass;
  private final WorkLoop alarm;

  public LotsVerticle(Foundation foundation, LotPoller pass) {
    this.pass = pass;
    this.alarm =
        new WorkLoop(
            foundation.vertx(),
            foundation.clock(),
            "lots",
            foundation.settings().tracker().idle(),
            pass);
  }

  @Override
  public Future<?> start() {
    return Address.LOTS
        .consume(vertx.eventBus(), nudge -> alarm.wakeUp(pass.firesAt(nudge.dueAt())))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    return pass.endOf(alarm);
  }
}
