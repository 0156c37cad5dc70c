package io.tidemark.studio.runs;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Runs passes over due runs. On a virtual thread; as many instances as runs may be in hand. */
public final class RunsVerticle extends VerticleBase {

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final MetricsRefreshJob pass;
  private final WorkLoop alarm;

  public RunsVerticle(Foundation foundation, MetricsRefreshJob pass) {
    this.pass = pass;
    this.alarm = new WorkLoop(foundation.vertx(), foundation.clock(), "studio-runs", IDLE, pass);
  }

  @Override
  public Future<?> start() {
    return Address.STUDIO_RUNS
        .consume(vertx.eventBus(), nudge -> alarm.wakeUp(nudge.dueAt()))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    pass.stop();
    return alarm.stop();
  }
}
