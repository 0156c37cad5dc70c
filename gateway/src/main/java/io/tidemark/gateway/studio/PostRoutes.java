package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.posts.NewPost;
import io.tidemark.studio.posts.Posts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Brings posts in: many at once, and what is wrong with one keeps no other out. */
public final class PostRoutes {

  private static final int LONGEST = 10_000;

  private final Posts posts;
  private final Workspaces workspaces;
  private final WorldClock clock;

  public PostRoutes(Pool pool, WorldClock clock) {
    this.posts = new Posts(pool);
    this.workspaces = new Workspaces(pool);
    this.clock = clock;
  }

  public void bringIn(RoutingContext request) {
    JsonArray given = Paging.validated(request).getBody().getJsonObject().getJsonArray("posts");
    Map<Integer, NewPost> good = new TreeMap<>();
    Map<Integer, String> bad = new TreeMap<>();
    Set<List<Object>> seen = new HashSet<>();
    for (int place = 0; place < given.size(); place++) {
      try {
        NewPost post = post(given.getValue(place));
        if (seen.add(List.of(post.account(), post.externalId()))) {
          good.put(place, post);
        } else {
          bad.put(place, "it stands in this import twice");
        }
      } catch (Unusable unusable) {
        bad.put(place, unusable.getMessage());
      }
    }
    Asked.workspace(request, workspaces)
        .compose(
            workspace ->
                good.isEmpty()
                    ? Future.succeededFuture(new Posts.Imported(0, 0, List.of()))
                    : posts.bringIn(workspace, good, clock.instant()))
        .onSuccess(
            imported -> {
              imported
                  .noAccount()
                  .forEach(place -> bad.put(place, "account_id is no account of the workspace"));
              request.json(json(imported, bad));
            })
        .onFailure(request::fail);
  }

  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
      super(why, null, false, false);
    }
  }

  private static NewPost post(@Nullable Object given) {
    if (!(given instanceof JsonObject post)) {
      throw new Unusable("it is no object");
    }
    if (!(post.getValue("account_id") instanceof Number account)) {
      throw new Unusable("account_id must be a number");
    }
    String externalId = text(post, "external_id", 200);
    String postedAt = text(post, "posted_at", 40);
    if (externalId == null || externalId.isEmpty() || postedAt == null) {
      throw new Unusable("external_id and posted_at are needed");
    }
    return new NewPost(
        account.longValue(),
        externalId,
        text(post, "media_type", 50),
        text(post, "caption", LONGEST),
        text(post, "url", 2_000),
        time(postedAt));
  }

  private static Instant time(String text) {
    try {
      return java.util.Objects.requireNonNull(Asked.time("posted_at", text));
    } catch (Problem noTime) {
      throw new Unusable(noTime.getMessage());
    }
  }

  private static @Nullable String text(JsonObject post, String field, int longest) {
    Object value = post.getValue(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text) || text.length() > longest || text.indexOf('\0') >= 0) {
      throw new Unusable("%s must be a text of at most %d characters".formatted(field, longest));
    }
    return text;
  }

  private static JsonObject json(Posts.Imported imported, Map<Integer, String> bad) {
    var errors = new JsonArray();
    bad.forEach(
        (place, why) -> errors.add(new JsonObject().put("index", place).put("reason", why)));
    return new JsonObject()
        .put("created", imported.created())
        .put("updated", imported.updated())
        .put("errors", errors);
  }
}
