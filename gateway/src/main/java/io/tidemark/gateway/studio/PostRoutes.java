package io.tidemark.gateway.studio;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.posts.NewPost;
import io.tidemark.studio.posts.PostIds;
import io.tidemark.studio.posts.Posts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Imports posts, many at once; an invalid post does not affect the others. */
public final class PostRoutes {

  private static final int LONGEST = 10_000;

  /** The earliest accepted time: the start of Facebook, the oldest platform. */
  private static final Instant FIRST = Instant.parse("2004-02-04T00:00:00Z");

  /** Tolerance for clocks that differ. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Posts posts;
  private final Workspaces workspaces;
  private final WorldClock clock;

  public PostRoutes(Pool pool, WorldClock clock) {
    this.posts = new Posts(pool);
    this.workspaces = new Workspaces(pool);
    this.clock = clock;
  }

  public void importPosts(RoutingContext request) {
    JsonArray given = Parameters.body(request).getJsonArray("posts");
    Map<Integer, NewPost> good = new TreeMap<>();
    Map<Integer, String> bad = new TreeMap<>();
    Set<List<Object>> seen = new HashSet<>();
    for (int place = 0; place < given.size(); place++) {
      try {
        NewPost post = post(given.getValue(place), clock.instant());
        if (seen.add(List.of(post.account(), post.externalId()))) {
          good.put(place, post);
        } else {
          bad.put(place, "it stands in this import twice");
        }
      } catch (InvalidPostException invalid) {
        bad.put(place, invalid.getMessage());
      }
    }
    WorkspaceLookup.find(request, workspaces)
        .compose(
            workspace ->
                good.isEmpty()
                    ? Future.succeededFuture(Posts.Imported.NOTHING)
                    : posts
                        .owners(workspace, good.values().stream().map(NewPost::account).toList())
                        .compose(owners -> checked(workspace, good, bad, owners)))
        .onSuccess(
            imported -> {
              imported
                  .noAccount()
                  .forEach(place -> bad.put(place, "account_id is no account of the workspace"));
              imported
                  .elsewhere()
                  .forEach(
                      place ->
                          bad.put(
                              place,
                              "it is a post of another account already; a post does not change its"
                                  + " account"));
              ApiJson.ok(request, result(imported, bad));
            })
        .onFailure(request::fail);
  }

  /** Checks ids, whose form depends on the account's platform. */
  private Future<Posts.Imported> checked(
      String workspace,
      Map<Integer, NewPost> given,
      Map<Integer, String> bad,
      Map<Long, Posts.Owner> owners) {
    Map<Integer, NewPost> good = new TreeMap<>();
    Set<List<Object>> seen = new HashSet<>();
    given.forEach(
        (place, post) -> {
          Posts.Owner owner = owners.get(post.account());
          if (owner == null) {
            bad.put(place, "account_id is no account of the workspace");
            return;
          }
          try {
            NewPost read = PostIds.read(owner.platform(), owner.externalId(), post);
            if (!seen.add(List.of(owner.platform(), read.externalId()))) {
              bad.put(place, "it stands in this import twice");
            } else {
              good.put(place, read);
            }
          } catch (PostIds.InvalidPostIdException noId) {
            bad.put(place, noId.getMessage());
          }
        });
    return good.isEmpty()
        ? Future.succeededFuture(Posts.Imported.NOTHING)
        : posts.importPosts(workspace, good, clock.instant());
  }

  private static final class InvalidPostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidPostException(String why) {
      super(why, null, false, false);
    }
  }

  private static NewPost post(@Nullable Object given, Instant now) {
    if (!(given instanceof JsonObject post)) {
      throw new InvalidPostException("it is no object");
    }
    String externalId = text(post, "external_id", 2_000);
    String postedAt = text(post, "posted_at", 40);
    if (externalId == null || externalId.isBlank() || postedAt == null) {
      throw new InvalidPostException("external_id and posted_at are needed");
    }
    return new NewPost(
        account(post.getValue("account_id")),
        externalId.strip(),
        text(post, "media_type", 50),
        text(post, "caption", LONGEST),
        url(text(post, "url", 2_000)),
        time(postedAt, now));
  }

  private static long account(@Nullable Object given) {
    if (given instanceof Number number
        && number.doubleValue() == number.longValue()
        && number.longValue() > 0) {
      return number.longValue();
    }
    if (given instanceof String text && text.strip().matches("[1-9][0-9]{0,17}")) {
      return Long.parseLong(text.strip());
    }
    throw new InvalidPostException("account_id must be a whole number");
  }

  private static @Nullable String url(@Nullable String url) {
    if (url != null && !url.strip().matches("(?i)https?://[^\\s/]+(/\\S*)?")) {
      throw new InvalidPostException("url must begin with https:// and have no spaces");
    }
    return url == null ? null : url.strip();
  }

  private static Instant time(String text, Instant now) {
    Instant time;
    try {
      time = Objects.requireNonNull(Parameters.time("posted_at", text));
    } catch (Problem noTime) {
      throw new InvalidPostException(noTime.getMessage());
    }
    if (time.isBefore(FIRST)) {
      throw new InvalidPostException(
          "posted_at is before 2004, when none of the platforms existed");
    }
    if (time.isAfter(now.plus(AHEAD))) {
      throw new InvalidPostException(
          "posted_at is in the future; bring posts in when they are published");
    }
    return time;
  }

  private static @Nullable String text(JsonObject post, String field, int longest) {
    Object value = post.getValue(field);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text) || text.length() > longest || text.indexOf('\0') >= 0) {
      throw new InvalidPostException(
          "%s must be a text of at most %d characters".formatted(field, longest));
    }
    return text;
  }

  private record Invalid(int index, String reason) {}

  private record Result(int created, int updated, List<Invalid> errors) {}

  private static Result result(Posts.Imported imported, Map<Integer, String> bad) {
    return new Result(
        imported.created(),
        imported.updated(),
        bad.entrySet().stream().map(post -> new Invalid(post.getKey(), post.getValue())).toList());
  }
}
