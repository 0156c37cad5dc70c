package io.tidemark.gateway.reads;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Which tweet a path means: {@code {tweetId}} is our id or the platform's. */
public final class TweetIds {

  private TweetIds() {}

  /**
   * @return the row of twitter_tweets; fails with a {@link Problem} when none is meant that the
   *     caller may see, or several are
   */
  public static Future<Long> resolve(RoutingContext request, Curves curves) {
    String tweetId = Paging.validated(request).getPathParameters().get("tweetId").getString();
    return curves
        .find(tweetId, Paging.query(request, "zone_id"), Callers.of(request).zones())
        .compose(
            ids ->
                switch (ids.size()) {
                  case 0 ->
                      Future.failedFuture(
                          Problem.of(Type.NOT_FOUND, "There is no tweet %s.".formatted(tweetId)));
                  case 1 -> Future.succeededFuture(ids.getFirst());
                  default ->
                      Future.failedFuture(
                          Problem.of(
                              Type.CONFLICT,
                              "%d zones have the tweet %s; say which with zone_id."
                                  .formatted(ids.size(), tweetId)));
                });
  }
}
