package io.tidemark.contract;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Function;

/**
 * Answers one kind of requests while it is deployed. On the event loop: many at once, each short.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class AnsweringVerticle<Q extends Message, A extends Message> extends VerticleBase {

  private final RequestReply<Q, A> question;
  private final Function<Q, Future<A>> handler;

  public AnsweringVerticle(RequestReply<Q, A> question, Function<Q, Future<A>> handler) {
    this.question = question;
    this.handler = handler;
  }

  @Override
  public Future<?> start() {
    return question.answer(vertx.eventBus(), handler);
  }
}
