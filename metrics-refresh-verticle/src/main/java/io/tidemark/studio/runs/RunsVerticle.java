package io.tidemark.studio.runs;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.timers.Alarm;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Runs passes over due runs. On a virtual thread; as many instances as runs may be in hand. */
public final class RunsVerticle extends VerticleBase {

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final RunPass pass;
  private final Alarm alarm;

  public RunsVerticle(Foundation foundation, RunPass pass) {
    this.pass = pass;
    this.alarm = new Alarm(foundation.vertx(), foundation.clock(), "studio-runs", IDLE, pass);
  }

  @Override
  public Future<?> start() {
    return Address.STUDIO_RUNS
        .consume(vertx.eventBus(), nudge -> alarm.nudge(nudge.dueAt()))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    pass.stop();
    return alarm.stop();
  }
}
