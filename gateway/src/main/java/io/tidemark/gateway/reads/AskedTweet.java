package io.tidemark.gateway.reads;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Finds the tweet of a path, which has our id or the platform's. */
public final class AskedTweet {

  private AskedTweet() {}

  static String id(RoutingContext request) {
    return Paging.validated(request).getPathParameters().get("tweetId").getString();
  }

  /**
   * The row of twitter_tweets. Fails with a problem when the caller can see no such tweet, or
   * several.
   */
  public static Future<Long> find(Curves curves, RoutingContext request) {
    String tweetId = id(request);
    return curves
        .find(tweetId, Paging.query(request, "zone_id"), Callers.of(request).zones())
        .compose(
            ids ->
                switch (ids.size()) {
                  case 0 -> Future.failedFuture(none(request));
                  case 1 -> Future.succeededFuture(ids.getFirst());
                  default ->
                      Future.failedFuture(
                          Problem.of(
                              Type.CONFLICT,
                              "%d zones have the tweet %s; say which with zone_id."
                                  .formatted(ids.size(), tweetId)));
                });
  }

  static Problem none(RoutingContext request) {
    return Problem.of(Type.NOT_FOUND, "There is no tweet %s.".formatted(id(request)));
  }
}
