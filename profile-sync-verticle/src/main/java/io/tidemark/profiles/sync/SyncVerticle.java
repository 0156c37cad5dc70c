package io.tidemark.profiles.sync;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.jobs.WorkLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Works on syncs that are due. On a virtual thread. */
public final class SyncVerticle extends VerticleBase {

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final ProfileSyncJob pass;
  private final WorkLoop alarm;

  public SyncVerticle(Foundation foundation, ProfileSyncJob pass) {
    this.pass = pass;
    this.alarm = new WorkLoop(foundation.vertx(), foundation.clock(), "profile-sync", IDLE, pass);
  }

  @Override
  public Future<?> start() {
    return Address.PROFILE_SYNCS
        .consume(vertx.eventBus(), nudge -> alarm.wakeUp(nudge.dueAt()))
        .onSuccess(known -> alarm.start());
  }

  @Override
  public Future<?> stop() {
    pass.stop();
    return alarm.stop();
  }
}
