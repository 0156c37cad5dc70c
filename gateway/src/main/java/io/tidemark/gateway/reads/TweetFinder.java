package io.tidemark.gateway.reads;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Finds the tweet of a path, which has our id or the platform's. */
public final class TweetFinder {

  private TweetFinder() {}

  static String id(RoutingContext request) {
    return Parameters.path(request, "tweetId");
  }

  /**
   * The row of twitter_tweets. Fails with a problem when the caller can see no such tweet, or
   * several.
   */
  public static Future<Long> find(Curves curves, RoutingContext request) {
    String tweetId = id(request);
    return curves
        .find(tweetId, Parameters.query(request, "zone_id"), Callers.of(request).zones())
        .map(
            ids ->
                switch (ids.size()) {
                  case 0 -> throw none(request);
                  case 1 -> ids.getFirst();
                  default ->
                      throw Problem.of(
                          Type.CONFLICT,
                          "%d zones have the tweet %s; say which with zone_id."
                              .formatted(ids.size(), tweetId));
                });
  }

  static Problem none(RoutingContext request) {
    return Problem.of(Type.NOT_FOUND, "There is no tweet %s.".formatted(id(request)));
  }
}
