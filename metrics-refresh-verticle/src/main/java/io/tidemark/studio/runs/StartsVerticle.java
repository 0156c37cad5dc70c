package io.tidemark.studio.runs;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.contract.Message.StudioRunStarted;
import io.tidemark.contract.Message.StudioStart;
import io.tidemark.contract.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Begins runs for those who ask. On the event loop. */
public final class StartsVerticle extends VerticleBase {

  private final Runs runs;
  private final WorldClock clock;

  public StartsVerticle(Runs runs, WorldClock clock) {
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    return Question.START_STUDIO_RUN.answer(vertx.eventBus(), this::begin);
  }

  private Future<StudioRunStarted> begin(StartStudioRun wanted) {
    return runs.start(wanted.trigger(), wanted.workspace(), wanted.force()).map(this::answer);
  }

  private StudioRunStarted answer(Start start) {
    return switch (start) {
      case Start.Started started -> {
        Address.STUDIO_RUNS.publish(vertx.eventBus(), new Nudge(clock.instant()));
        yield new StudioRunStarted(StudioStart.STARTED, started.run());
      }
      case Start.UnderWay other -> new StudioRunStarted(StudioStart.UNDER_WAY, other.run());
      case Start.NoWorkspace none -> new StudioRunStarted(StudioStart.NO_WORKSPACE, 0);
    };
  }
}
