package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Paging.Position;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.gateway.studio.PostDetails.Change;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.reads.PostReads;
import io.tidemark.studio.reads.PostWithSnapshot;
import io.tidemark.studio.reads.Totals;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Analytics of studio posts. */
public final class StudioReads {

  private static final int DEFAULT_DAYS = 30;

  private record Best(String workspaceId, String by, List<PostWithSnapshot> posts) {}

  private record Stats(String workspaceId, int days, List<Totals.OfPlatform> platforms) {}

  private final PostReads posts;
  private final Totals totals;
  private final Workspaces workspaces;
  private final WorldClock clock;

  public StudioReads(Pool pool, WorldClock clock) {
    this.posts = new PostReads(pool);
    this.totals = new Totals(pool);
    this.workspaces = new Workspaces(pool);
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Position place = place(Paging.cursor(request));
    ApiJson.respond(
        request,
        WorkspaceLookup.find(request, workspaces)
            .compose(
                workspace ->
                    posts.page(
                        new PostReads.Filter(
                            workspace,
                            Parameters.query(request, "platform"),
                            Parameters.flag(request, "persistent", false)),
                        place.time(),
                        place.id(),
                        limit))
            .map(page -> Paging.page("posts", page, limit, StudioReads::after)));
  }

  private static Position place(@Nullable String cursor) {
    return cursor == null
        ? new Position(Parameters.NEVER, Long.MAX_VALUE)
        : Position.of(cursor, " ");
  }

  private static String after(PostWithSnapshot post) {
    return (post.postedAt() == null ? Instant.EPOCH : post.postedAt()) + " " + post.id();
  }

  public void post(RoutingContext request) {
    ApiJson.respond(
        request,
        own(request)
            .compose(
                post ->
                    Future.all(posts.asOf(post.id(), since(1)), posts.asOf(post.id(), since(7)))
                        .map(
                            before ->
                                new PostDetails(
                                    post,
                                    Change.of(post.latest(), before.resultAt(0)),
                                    Change.of(post.latest(), before.resultAt(1))))));
  }

  public void series(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String cursor = Paging.cursor(request);
    Instant before = place(cursor == null ? null : cursor + " 0").time();
    ApiJson.respond(
        request,
        own(request)
            .compose(
                post ->
                    posts
                        .series(post.id(), before, limit)
                        .map(
                            page ->
                                Paging.page(
                                        "readings",
                                        page,
                                        limit,
                                        snapshot -> snapshot.capturedAt().toString())
                                    .put("post_id", post.id()))));
  }

  /** A post of another tenant's workspace is answered as if it did not exist. */
  private Future<PostWithSnapshot> own(RoutingContext request) {
    long id = Parameters.id(request, "postId");
    return posts
        .find(id)
        .map(
            post ->
                post.filter(one -> Callers.of(request).workspaces().contains(one.workspace()))
                    .orElseThrow(
                        () -> Problem.of(Type.NOT_FOUND, "There is no post %d.".formatted(id))));
  }

  private Instant since(int days) {
    return clock.instant().minus(Duration.ofDays(days));
  }

  public void best(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String given = Parameters.query(request, "by");
    String by = given == null ? "engagement_rate" : given;
    Instant since = since(Parameters.number(request, "days", DEFAULT_DAYS));
    ApiJson.respond(
        request,
        WorkspaceLookup.find(request, workspaces)
            .compose(
                workspace ->
                    posts
                        .best(workspace, Parameters.query(request, "platform"), since, by, limit)
                        .map(best -> new Best(workspace, by, best))));
  }

  public void stats(RoutingContext request) {
    int days = Parameters.number(request, "days", DEFAULT_DAYS);
    ApiJson.respond(
        request,
        WorkspaceLookup.find(request, workspaces)
            .compose(
                workspace ->
                    totals
                        .of(
                            workspace,
                            Parameters.query(request, "platform"),
                            since(days),
                            clock.instant())
                        .map(platforms -> new Stats(workspace, days, platforms))));
  }
}
