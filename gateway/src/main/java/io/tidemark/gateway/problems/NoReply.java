package io.tidemark.gateway.problems;

import io.tidemark.contract.RequestReply;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** The problem for a failed request over the event bus. */
public final class NoReply {

  private NoReply() {}

  /**
   * @param who the component that should have answered, as the beginning of a sentence
   * @param retrySeconds after which asking again makes sense when no process answered
   */
  public static Handler<Throwable> problem(RoutingContext request, String who, int retrySeconds) {
    return failure ->
        request.fail(
            failure instanceof RequestReply.NoReplyException unanswered
                ? Problem.unavailable(
                    "%s cannot be asked: %s.".formatted(who, unanswered.getMessage()), retrySeconds)
                : failure);
  }
}
