package io.tidemark.tracker.lots;

import io.tidemark.contract.RequestReply;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/**
 * Answers requests that trigger runs. Deployed on virtual threads, in as many instances as passes
 * may run in one process. When it stops, its current runs finish or are released, and their callers
 * are told.
 */
public final class TriggersVerticle extends VerticleBase {

  private final TriggeredRuns runs;

  public TriggersVerticle(TriggeredRuns runs) {
    this.runs = runs;
  }

  @Override
  public Future<?> start() {
    return Future.all(
        List.of(
            RequestReply.RUN_DUE.answer(
                vertx.eventBus(), wanted -> runs.answer(context, () -> runs.runDue(wanted))),
            RequestReply.RUN_LOT.answer(
                vertx.eventBus(), wanted -> runs.answer(context, () -> runs.runLot(wanted)))));
  }

  @Override
  public Future<?> stop() {
    return runs.end();
  }
}
