package io.tidemark.gateway.studio;

import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.studio.accounts.Account;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.reads.PostReads;
import io.tidemark.studio.reads.PostWithSnapshot;
import io.tidemark.studio.reads.RefusedMetrics;
import io.tidemark.studio.reads.RefusedMetrics.Refused;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Lists everything that needs an operator, over all workspaces that the caller may see. */
public final class AttentionRoute {

  private final Pool pool;
  private final PostReads posts;
  private final WorldClock clock;

  public AttentionRoute(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
    this.posts = new PostReads(pool);
  }

  public void read(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Instant now = clock.instant();
    Tenants workspaces = Callers.of(request).workspaces();
    Future<List<Account>> needingAttention =
        Accounts.needingAttention(pool, workspaces, limit + 1, now);
    Future<List<PostWithSnapshot>> failing = posts.failing(workspaces, limit + 1);
    Future<List<Refused>> refused = RefusedMetrics.latest(pool, workspaces, limit + 1, now);
    ApiJson.respond(
        request,
        Future.all(needingAttention, failing, refused)
            .map(
                read ->
                    new JsonObject()
                        .put(
                            "accounts",
                            list(
                                needingAttention.result(),
                                limit,
                                account -> AccountRoutes.Attention.of(account, now)))
                        .put("more_accounts", needingAttention.result().size() > limit)
                        .put("posts", list(failing.result(), limit, post -> post))
                        .put("more_posts", failing.result().size() > limit)
                        .put("refused_metrics", list(refused.result(), limit, entry -> entry))
                        .put("more_refused_metrics", refused.result().size() > limit)));
  }

  private static <T> List<?> list(List<T> found, int limit, Function<T, ?> entry) {
    return found.stream().limit(limit).map(entry).toList();
  }
}
