package io.tidemark.gateway.reads;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.reads.Curves;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;

/** Which tweet a path means, that has our id of it or the platform's. */
final class AskedTweet {

  private AskedTweet() {}

  static String id(RoutingContext request) {
    return Paging.validated(request).getPathParameters().get("tweetId").getString();
  }

  /** The row of twitter_tweets; fails with a problem when none is meant, or several are. */
  static Future<Long> find(Curves curves, RoutingContext request) {
    String tweetId = id(request);
    RequestParameter zone = Paging.validated(request).getQuery().get("zone_id");
    return curves
        .find(tweetId, zone == null || zone.isNull() ? null : zone.getString())
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
