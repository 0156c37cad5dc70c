package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.reads.PostReads;
import io.tidemark.studio.reads.PostWithSnapshot;
import io.tidemark.studio.reads.Totals;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Analytics of studio posts. */
public final class StudioReads {

  private static final int DEFAULT_DAYS = 30;

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
    Place place = Place.of(Paging.cursor(request));
    Asked.workspace(request, workspaces)
        .compose(
            workspace ->
                posts.page(
                    new PostReads.Filter(
                        workspace,
                        Paging.query(request, "platform"),
                        Asked.flag(request, "persistent", false)),
                    place.time(),
                    place.id(),
                    limit))
        .onSuccess(
            page -> request.json(Paging.page("posts", page, limit, Place::after, PostJson::post)))
        .onFailure(request::fail);
  }

  /** The position where a page of posts begins. */
  private record Place(Instant time, long id) {

    static Place of(@Nullable String cursor) {
      if (cursor == null) {
        return new Place(Paging.NEVER, Long.MAX_VALUE);
      }
      String[] parts = cursor.split(" ", -1);
      if (parts.length != 2) {
        throw Paging.badCursor();
      }
      try {
        Instant time = Instant.parse(parts[0]);
        if (time.isBefore(Instant.EPOCH) || time.isAfter(Paging.NEVER)) {
          throw Paging.badCursor();
        }
        return new Place(time, Paging.number(parts[1]));
      } catch (DateTimeException notOurs) {
        throw Paging.badCursor();
      }
    }

    static String after(PostWithSnapshot post) {
      Instant time = post.postedAt() == null ? Instant.EPOCH : post.postedAt();
      return time + " " + post.id();
    }
  }

  private static JsonArray list(List<PostWithSnapshot> page) {
    var list = new JsonArray();
    page.forEach(post -> list.add(PostJson.post(post)));
    return list;
  }

  public void post(RoutingContext request) {
    own(request)
        .compose(
            post ->
                Future.all(
                        posts.asOf(post.id(), clock.instant().minus(Duration.ofDays(1))),
                        posts.asOf(post.id(), clock.instant().minus(Duration.ofDays(7))))
                    .map(
                        before ->
                            PostJson.post(post)
                                .put(
                                    "day_over_day",
                                    PostJson.change(post.latest(), before.resultAt(0)))
                                .put(
                                    "week_over_week",
                                    PostJson.change(post.latest(), before.resultAt(1)))))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  public void series(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String cursor = Paging.cursor(request);
    Instant before = cursor == null ? Paging.NEVER : Place.of(cursor + " 0").time();
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
                                    snapshot -> snapshot.capturedAt().toString(),
                                    PostJson::snapshot)
                                .put("post_id", post.id())))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  /** A post of another tenant's workspace is answered as if it did not exist. */
  private Future<PostWithSnapshot> own(RoutingContext request) {
    long id = Asked.id(request, "postId");
    return posts
        .find(id)
        .compose(
            post ->
                post.filter(one -> Callers.of(request).workspaces().contains(one.workspace()))
                    .map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                Problem.of(Type.NOT_FOUND, "There is no post %d.".formatted(id)))));
  }

  private Instant since(int days) {
    return clock.instant().minus(Duration.ofDays(days));
  }

  public void best(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String given = Paging.query(request, "by");
    String by = given == null ? "engagement_rate" : given;
    Instant since = since(Asked.number(request, "days", DEFAULT_DAYS));
    Asked.workspace(request, workspaces)
        .compose(
            workspace ->
                posts
                    .best(workspace, Paging.query(request, "platform"), since, by, limit)
                    .map(
                        best ->
                            new JsonObject()
                                .put("workspace_id", workspace)
                                .put("by", by)
                                .put("posts", list(best))))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  public void stats(RoutingContext request) {
    int days = Asked.number(request, "days", DEFAULT_DAYS);
    Asked.workspace(request, workspaces)
        .compose(
            workspace ->
                totals
                    .of(workspace, Paging.query(request, "platform"), since(days), clock.instant())
                    .map(
                        platforms ->
                            new JsonObject()
                                .put("workspace_id", workspace)
                                .put("days", days)
                                .put(
                                    "platforms",
                                    platforms.stream().map(StudioReads::json).toList())))
        .onSuccess(stats -> ApiJson.ok(request, stats))
        .onFailure(request::fail);
  }

  private static JsonObject json(Totals.OfPlatform platform) {
    return new JsonObject()
        .put("platform", platform.platform())
        .put("posts", platform.posts())
        .put("measured", platform.measured())
        .put("persistent", platform.persistent())
        .put("captured_at", Asked.text(platform.capturedAt()))
        .put("totals", platform.sums())
        .put("engagement_rate", platform.engagementRate())
        .put("engagement_rate_by", new JsonArray(platform.rateBy()))
        .put("engagement_rate_lacks", new JsonArray(platform.rateLacks()))
        .put("impressions_are_views", platform.renamed())
        .put("day_over_day", platform.dayChange())
        .put("week_over_week", platform.weekChange());
  }
}
