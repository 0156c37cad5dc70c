package io.tidemark.runs;

import io.tidemark.contract.Message;
import io.tidemark.contract.Message.RunStarted;
import io.tidemark.contract.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Starts runs of one kind for requests on the bus. On the event loop.
 *
 * @param <R> the request
 */
public final class RunStartVerticle<R extends Message> extends VerticleBase {

  private final Question<R, RunStarted> requests;
  private final RunStarter<R> starter;

  public RunStartVerticle(Question<R, RunStarted> requests, RunStarter<R> starter) {
    this.requests = requests;
    this.starter = starter;
  }

  @Override
  public Future<?> start() {
    return requests.answer(
        vertx.eventBus(), request -> starter.start(request).map(StartResult::message));
  }
}
