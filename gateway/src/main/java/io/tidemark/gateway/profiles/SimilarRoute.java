package io.tidemark.gateway.profiles;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.contract.Message.FindSimilar;
import io.tidemark.contract.Message.SimilarFound;
import io.tidemark.contract.Message.SimilarFound.Near;
import io.tidemark.contract.RequestReply;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.NoReply;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.profiles.posts.AuthorPost;
import io.tidemark.profiles.posts.AuthorPosts;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code GET /api/posts/similar}. */
public final class SimilarRoute {

  private static final int DEFAULT_LIMIT = 10;
  private static final int COME_BACK_SECONDS = 10;

  /** Long enough for loading the embedded model first. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(20);

  private record Posts(List<Similar> posts) {}

  private record Similar(@JsonUnwrapped AuthorPost post, double similarity) {}

  private final Pool pool;

  public SimilarRoute(Pool pool) {
    this.pool = pool;
  }

  public void find(RoutingContext request) {
    String[] workspaces = Callers.of(request).workspaces().toArrayOrNull();
    var asked =
        new FindSimilar(
            Parameters.query(request, "text"),
            Paging.limit(request, DEFAULT_LIMIT),
            Parameters.number(request, "profile"),
            workspaces == null ? null : List.of(workspaces));
    RequestReply.SIMILAR_POSTS
        .ask(request.vertx().eventBus(), asked, MAX_WAIT)
        .compose(this::posts)
        .onSuccess(posts -> ApiJson.ok(request, new Posts(posts)))
        .onFailure(NoReply.problem(request, "The profile sync", COME_BACK_SECONDS));
  }

  private Future<List<Similar>> posts(SimilarFound found) {
    if (found.problem() != null) {
      return Future.failedFuture(
          Problem.unavailable(
              "The model cannot be asked: %s.".formatted(found.problem()),
              (int) Math.max(COME_BACK_SECONDS, found.retrySeconds())));
    }
    Map<Long, Double> similarity =
        found.posts().stream().collect(Collectors.toMap(Near::post, Near::similarity));
    Function<Long, Double> rounded = post -> Math.round(similarity.get(post) * 10_000) / 10_000.0;
    return AuthorPosts.of(pool, found.posts().stream().map(Near::post).toList())
        .map(
            posts ->
                posts.stream().map(post -> new Similar(post, rounded.apply(post.id()))).toList());
  }
}
