package io.tidemark.gateway.problems;

import io.tidemark.contract.RequestReply;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** What a caller is told when a question that the gateway asked over the bus went wrong. */
public final class NoReply {

  private NoReply() {}

  /**
   * @param retrySeconds after which asking again makes sense when no process answered
   */
  public static Handler<Throwable> problem(RoutingContext request, int retrySeconds) {
    return problem(request, "The tracker", retrySeconds);
  }

  /**
   * @param who would have answered, as a sentence begins
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
