package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.contract.Message.ProfileSyncStart;
import io.tidemark.contract.Message.ProfileSyncStarted;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.Question;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.jobs.Start;
import io.tidemark.profiles.jobs.Wanted;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Begins syncs for those who ask. On the event loop. */
public final class StartsVerticle extends VerticleBase {

  private final Jobs jobs;
  private final WorldClock clock;

  public StartsVerticle(Jobs jobs, WorldClock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Question.START_PROFILE_SYNC.answer(vertx.eventBus(), this::begin);
  }

  private Future<ProfileSyncStarted> begin(StartProfileSync asked) {
    return jobs.start(
            new Wanted(
                "manual",
                asked.mostProfiles(),
                asked.embeddings(),
                asked.hooks(),
                asked.workspace()))
        .map(this::answer);
  }

  private ProfileSyncStarted answer(Start start) {
    return switch (start) {
      case Start.Started started -> {
        Address.PROFILE_SYNCS.publish(vertx.eventBus(), new Nudge(clock.instant()));
        yield new ProfileSyncStarted(ProfileSyncStart.STARTED, started.job());
      }
      case Start.UnderWay other -> new ProfileSyncStarted(ProfileSyncStart.UNDER_WAY, other.job());
      case Start.NoWorkspace none -> new ProfileSyncStarted(ProfileSyncStart.NO_WORKSPACE, 0);
      case Start.Paused paused -> new ProfileSyncStarted(ProfileSyncStart.PAUSED, 0);
    };
  }
}
