package io.tidemark.profiles.sync;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.postgres.Beginnings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Wakes for the weekly sync. On a virtual thread. */
public final class WeeklyVerticle extends VerticleBase {

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final WeeklySync weekly;
  private final WorkLoop alarm;

  public WeeklyVerticle(Foundation foundation) {
    this.weekly =
        new WeeklySync(
            foundation,
            () ->
                Address.PROFILE_SYNCS.publish(
                    foundation.vertx().eventBus(), new Nudge(foundation.clock().instant())));
    this.alarm =
        new WorkLoop(foundation.vertx(), foundation.clock(), WeeklySync.TIMER, IDLE, weekly);
  }

  @Override
  public Future<?> start() {
    return Beginnings.insist(vertx, weekly::prepare).onSuccess(prepared -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    return alarm.stop();
  }
}
