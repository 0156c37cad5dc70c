package io.tidemark.tracker.refresh;

import io.tidemark.contract.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Answers manual refreshes. On the event loop: many at once, each of them short. */
public final class RefreshVerticle extends VerticleBase {

  private final Refreshes refreshes;

  public RefreshVerticle(Refreshes refreshes) {
    this.refreshes = refreshes;
  }

  @Override
  public Future<?> start() {
    return Question.REFRESH.answer(
        vertx.eventBus(), question -> refreshes.refresh(question.tweet()));
  }
}
