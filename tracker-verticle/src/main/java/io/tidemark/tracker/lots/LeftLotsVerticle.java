package io.tidemark.tracker.lots;

import io.tidemark.boot.Foundation;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Takes over what dead processes held, beside the passes in hand: those may wait for a slow
 * platform, or have a backlog before them. On a virtual thread; one for each process.
 */
public final class LeftLotsVerticle extends VerticleBase {

  /** Each death wakes it; this is for one that it was not told of. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final LotPoller pass;
  private final WorkLoop alarm;

  public LeftLotsVerticle(Foundation foundation, LotPoller pass) {
    this.pass = pass;
    this.alarm =
        new WorkLoop(
            foundation.vertx(), foundation.clock(), "left lots", IDLE, pass::runLeftBehind);
  }

  @Override
  public Future<?> start() {
    alarm.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return pass.endOf(alarm);
  }
}
